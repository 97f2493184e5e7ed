import Glibc

/// The tasks of the whole host that run or wait for a CPU, as /proc/loadavg counts them at this instant (proc(5)).
///
/// Asked by the probe before each attempt: it costs a microsecond or two, an attempt thirty.
struct RunQueue: Sendable {
    static let host = RunQueue()

    private let descriptor: Int32
    private let cpus: Int

    /// - Parameters:
    ///   - path: A file like /proc/loadavg.
    ///   - cpus: CPUs that the tasks share; those that are online, where left out.
    init(path: String = "/proc/loadavg", cpus: Int = LinuxFacts.onlineCPUs) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        self.cpus = cpus
    }

    /// Whether tasks other than the one that asks occupy every CPU; false where that cannot be known.
    var isFull: Bool {
        guard descriptor >= 0 else { return false }
        var text = [UInt8](repeating: 0, count: 64)
        let count = unsafe pread(descriptor, &text, text.count, 0)
        guard count > 0, let running = Self.running(in: text[..<count]) else { return false }
        return running - 1 >= cpus
    }

    /// The number before the slash of `0.20 0.18 0.12 1/80 11206`.
    static func running(in text: ArraySlice<UInt8>) -> Int? {
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let digits = text[..<slash].reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int(String(decoding: digits.reversed(), as: UTF8.self))
    }
}
