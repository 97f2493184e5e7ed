import Glibc

/// What the kernel says of a process or of a thread (proc_pid_stat(5)).
struct ProcessStat {
    /// Whether it still runs or may run again: neither a zombie nor dead.
    var isAlive: Bool
    var parent: pid_t
    var session: pid_t
    /// CPU time of the process or the thread itself, to the tick.
    var seconds: Double
    /// CPU time of children that have ended and were waited for.
    var childSeconds: Double

    /// Reads `<folder>/stat`; nil for one that has ended.
    ///
    /// Fields are counted from the end of the command's name, which may hold anything.
    init?(in folder: String) {
        guard let text = try? LinuxFacts.text("\(folder)/stat"), let name = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 14, let parent = pid_t(fields[1]), let session = pid_t(fields[3]) else { return nil }
        let times = fields[11...14].compactMap { Double($0) }
        guard times.count == 4 else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        isAlive = fields[0] != "Z" && fields[0] != "X"
        self.parent = parent
        self.session = session
        seconds = (times[0] + times[1]) / ticks
        childSeconds = (times[2] + times[3]) / ticks
    }
}
