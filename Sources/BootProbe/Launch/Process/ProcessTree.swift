import Foundation
import Glibc

/// The processes that descend from one, found in `/proc`.
///
/// A descendant whose parents have ended, and which left the session too, is still known by the `marker` that it
/// inherited in its environment.
struct ProcessTree: Sendable {
    let root: pid_t
    /// An environment entry, `NAME=value`, that only this tree has.
    let marker: String

    private struct Record {
        var pid: pid_t
        var stat: ProcessStat
    }

    /// The processes that are alive, in no order.
    var members: [pid_t] { records().map(\.pid) }

    /// CPU time of the members and of their ended children; nil where none is alive.
    var cpuSeconds: Double? {
        let records = records()
        if records.isEmpty { return nil }
        return records.reduce(0) { $0 + $1.stat.childSeconds + (Self.ownSeconds($1.pid) ?? 0) }
    }

    /// Files that members have mapped: programs and libraries.
    var mappedFiles: [String] {
        Set(members.flatMap { LinuxFacts.mappedFiles((try? LinuxFacts.text("/proc/\($0)/maps")) ?? "") }).sorted()
    }

    /// Kills all members, those that are born meanwhile too, and reaps the root.
    ///
    /// - Throws: `failed` where some are left after `patience` seconds.
    func kill(patience: Double = 5) throws(BootProbeError) {
        let deadline = HostInstant.now.advanced(bySeconds: patience)
        while true {
            let left = members
            if left.isEmpty { break }
            if HostInstant.now >= deadline {
                throw BootProbeError(.failed, "processes \(left) could not be killed within \(patience) s")
            }
            for member in left { Glibc.kill(member, SIGKILL) }
            usleep(1000)
        }
        // Orphans are reaped by process 1.
        _ = waitForChild(root)
    }

    private func records() -> [Record] {
        let all = Self.allRecords()
        var members: Set<pid_t> = []
        var found: [Record] = []
        var candidates = all
        // Parents come before children in no particular order, so search until nothing is added.
        while true {
            let new = candidates.filter { belongs($0, to: members) }
            if new.isEmpty { return found }
            found += new
            members.formUnion(new.map(\.pid))
            candidates.removeAll { members.contains($0.pid) }
        }
    }

    private func belongs(_ record: Record, to members: Set<pid_t>) -> Bool {
        record.pid == root || record.stat.session == root || members.contains(record.stat.parent)
            || isMarked(record.pid)
    }

    private func isMarked(_ process: pid_t) -> Bool {
        guard let file = try? FileDescriptor(opening: "/proc/\(process)/environ", flags: O_RDONLY) else { return false }
        return file.contents().split(separator: 0).contains { $0.elementsEqual(marker.utf8) }
    }

    private static func allRecords() -> [Record] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.compactMap(record)
    }

    private static func record(_ process: pid_t) -> Record? {
        guard let stat = ProcessStat(in: "/proc/\(process)"), stat.isAlive else { return nil }
        return Record(pid: process, stat: stat)
    }

    /// CPU time of a process and its threads, to the nanosecond.
    static func ownSeconds(_ process: pid_t) -> Double? {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
            return nil
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
