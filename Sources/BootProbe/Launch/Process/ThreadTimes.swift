import Foundation
import Glibc

/// CPU time by thread.
enum ThreadTimes {
    /// Seconds of each thread of `processes` that is alive, in the kernel's ticks (proc_pid_stat(5)).
    static func seconds(of processes: [pid_t]) -> [pid_t: Double] {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        var seconds: [pid_t: Double] = [:]
        for process in processes {
            let folder = "/proc/\(process)/task"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                guard let thread = pid_t(name), let text = try? LinuxFacts.text("\(folder)/\(name)/stat"),
                    let command = text.lastIndex(of: ")")
                else { continue }
                // From the state on, which follows the command.
                let fields = text[text.index(after: command)...].split(separator: " ")
                guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
                    continue
                }
                seconds[thread] = (user + system) / ticks
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
