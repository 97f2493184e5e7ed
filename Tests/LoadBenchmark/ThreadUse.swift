import Foundation

/// What the calling thread has had of its CPU, and has missed: `/proc/thread-self/schedstat` (proc(5)).
struct ThreadUse {
    private let ranNanoseconds: Double
    private let waitedNanoseconds: Double

    private init(ran: Double, waited: Double) {
        ranNanoseconds = ran
        waitedNanoseconds = waited
    }

    /// Until now; nothing where the kernel does not tell.
    static var current: ThreadUse {
        let text = (try? String(contentsOfFile: "/proc/thread-self/schedstat", encoding: .utf8)) ?? ""
        let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        return ThreadUse(ran: numbers.first ?? 0, waited: numbers.dropFirst().first ?? 0)
    }

    func since(_ earlier: ThreadUse) -> ThreadUse {
        ThreadUse(
            ran: ranNanoseconds - earlier.ranNanoseconds, waited: waitedNanoseconds - earlier.waitedNanoseconds)
    }

    var cpuSeconds: Double { ranNanoseconds / 1e9 }
    /// Seconds in which it could have run, and others did.
    var waitedSeconds: Double { waitedNanoseconds / 1e9 }
}
