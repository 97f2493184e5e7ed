import BootProbe

extension Cancellation {
    /// - Throws: `failed` where a measurement was ended that its command, given again, continues.
    func check() throws(BootProbeError) {
        if isCancelled {
            throw BootProbeError(.failed, "ended before it was complete; the same command continues the measurement")
        }
    }
}
