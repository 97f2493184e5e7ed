import Glibc

extension BootProbeError {
    /// What the operating system refused; `error` is an errno, of either sign.
    package static func system(_ message: String, _ error: Int32, code: Code = .operatingSystem) -> BootProbeError {
        BootProbeError(code, message, underlying: unsafe String(cString: strerror(abs(error))))
    }
}

/// `result` of a call of ours into C, or its error.
func checked(_ result: Int32, _ message: @autoclosure () -> String) throws(BootProbeError) -> Int32 {
    guard result >= 0 else { throw .system(message(), result) }
    return result
}
