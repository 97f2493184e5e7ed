import Glibc

/// What the kernel counts of a control group with a CPU quota (`cpu.stat`; Linux, Documentation/scheduler/sched-bwc.rst).
enum QuotaStatistics {
    /// Periods at whose end the group stood still, its quota used up; nil where `folder` is no such group.
    ///
    /// Counted as the next period begins, which is when the group goes on: whatever stood still meanwhile is done later.
    static func throttledPeriods(in folder: String) -> Int? {
        guard let file = try? FileDescriptor(opening: "\(folder)/cpu.stat", flags: O_RDONLY) else { return nil }
        return throttledPeriods(in: file.contents())
    }

    static func throttledPeriods(in text: [UInt8]) -> Int? {
        let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(key) }
        return line.flatMap { Int($0.dropFirst(key.count)) }
    }

    private static let key = "nr_throttled "
}
