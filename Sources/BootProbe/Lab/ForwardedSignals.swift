import CLinux
import Glibc

/// The signals that end a run, taken one at a time by a process that stands between the user and the command.
struct ForwardedSignals {
    /// What woke the process.
    enum Event {
        case childEnded
        /// `signal` arrived. One from the terminal has reached every process of the foreground group by itself; a
        /// second delivery would look like an impatient user.
        case ending(signal: Int32, fromTerminal: Bool)
        case deadline
    }

    private var set = sigset_t()

    /// Blocks the signals, so that `next` receives them; children that `SpawnPlan` starts are not affected.
    init() {
        unsafe sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGCHLD] { unsafe sigaddset(&set, signal) }
        // Ignored under nohup, whose user wants the run to outlive the terminal.
        if bs_is_ignored(SIGHUP) == 0 { unsafe sigaddset(&set, SIGHUP) }
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for the next event, until `deadline` where there is one.
    mutating func next(deadline: HostInstant?) -> Event {
        let nanoseconds = deadline.map { max(0, $0.nanoseconds - HostInstant.now.nanoseconds) } ?? -1
        var byKernel: Int32 = 0
        let signal = unsafe bs_wait_for_signal(&set, nanoseconds, &byKernel)
        return switch signal {
        case 0: .deadline
        case SIGCHLD: .childEnded
        default: .ending(signal: signal, fromTerminal: byKernel != 0)
        }
    }
}
