import Foundation
import Glibc

/// CPU time by thread.
enum ThreadTimes {
    /// Seconds of each thread of `processes`, to the tick.
    static func seconds(of processes: [pid_t]) -> [pid_t: Double] {
        var seconds: [pid_t: Double] = [:]
        for process in processes {
            let folder = "/proc/\(process)/task"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                if let thread = pid_t(name) { seconds[thread] = ProcessStat(in: "\(folder)/\(name)")?.seconds }
            }
        }
        return seconds
    }

    /// How many threads worked between two moments: those that used at least a fifth as much as the busiest, which leaves out
    /// supervisors and collectors of garbage. Nil where none used any.
    static func busy(from before: [pid_t: Double], to after: [pid_t: Double]) -> Int? {
        let used = after.map { $1 - (before[$0] ?? 0) }
        guard let most = used.max(), most > 0 else { return nil }
        return used.count { $0 >= most / 5 }
    }
}
