import Glibc

/// What the kernel counts of a control group's CPU time, in its file `cpu.stat` (Linux, Documentation/scheduler/sched-bwc.rst and
/// Documentation/admin-guide/cgroup-v2.rst).
struct CPUStatistics {
    private let text: String

    init(_ text: [UInt8]) { self.text = String(decoding: text, as: UTF8.self) }

    /// Nil where `folder` is no control group with a CPU controller.
    init?(of folder: String) {
        guard let file = try? FileDescriptor(opening: "\(folder)/cpu.stat", flags: O_RDONLY) else { return nil }
        self.init(file.contents())
    }

    /// Periods at whose end the group stood still, its quota used up; nil without a quota.
    ///
    /// Counted as the next period begins, which is when the group goes on: whatever stood still meanwhile is done later.
    var throttledPeriods: Int? { count("nr_throttled") }

    /// Of all processes that were ever in the group; nil in groups of version 1, which count it elsewhere.
    var cpuSeconds: Double? { count("usage_usec").map { Double($0) / 1e6 } }

    private func count(_ name: String) -> Int? {
        let key = "\(name) "
        return text.split(separator: "\n").first { $0.hasPrefix(key) }.flatMap { Int($0.dropFirst(key.count)) }
    }
}
