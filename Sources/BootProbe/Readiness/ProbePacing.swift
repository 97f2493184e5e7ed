import Glibc

/// When attempts are made and how long each may take. All times are in seconds.
package struct ProbePacing: Sendable, Equatable {
    /// Time between attempts while the boot is young, and so the width of the censoring interval.
    package var interval: Double
    /// Attempts grow rarer with the age of the boot, so that the interval stays this share of it: thousands of
    /// attempts before a guest's network comes up would otherwise queue there and slow the boot they measure.
    package var relativeInterval: Double
    /// Time between attempts while boots occupy every CPU of the host: attempts take from the boots that they time then,
    /// with the caches that they spoil 60 µs each.
    package var busyInterval: Double
    /// How long a connection request may stay without reply.
    package var connectTimeout: Double
    /// How long an accepted connection may stay without a complete answer, where whoever accepted may have lost it.
    /// Waiting costs nothing, since newer attempts are made meanwhile.
    package var answerTimeout: Double
    /// Attempts in flight at once; the oldest is given up for a new one, unless it is a patient one.
    package var inFlightLimit: Int
    /// Whether accepted connections that wait make the next rarer, and are kept for as long as there is room.
    package var yieldsToWaiting = true
    /// Whether one more answer is asked for after the first.
    package var asksTwice: Bool
    /// How often `failure` is asked whether the instance died.
    package var failureCheckInterval: Double

    package init(
        interval: Double = 0.00008, relativeInterval: Double = 0.0004, busyInterval: Double? = nil,
        connectTimeout: Double = 1, answerTimeout: Double = 5, inFlightLimit: Int = 128,
        failureCheckInterval: Double = 0.01, asksTwice: Bool = true
    ) {
        precondition(interval > 0 && relativeInterval >= 0 && inFlightLimit > 0 && failureCheckInterval > 0)
        self.interval = interval
        self.relativeInterval = relativeInterval
        self.busyInterval = busyInterval ?? Self.defaultBusyInterval
        self.connectTimeout = connectTimeout
        self.answerTimeout = answerTimeout
        self.inFlightLimit = inFlightLimit
        self.failureCheckInterval = failureCheckInterval
        self.asksTwice = asksTwice
    }

    /// So that attempts take about a hundredth of all CPUs.
    private static let defaultBusyInterval = 0.006 / Double(max(1, LinuxFacts.onlineCPUs))

    /// Longest time between attempts while accepted connections wait, as a share of the boot's age.
    private static let waitingShare = 0.25

    /// After how long a second answer is asked for anew where the connection is not taken.
    let secondConnectInterval = 0.02

    /// How long a due attempt is put off where the host is busy, before it is asked again whether it still is.
    var busyCheckInterval: Double { busyInterval / 2 }

    /// Time between attempts that are kept until their own time-out, a quarter of those in flight: a guest whose
    /// replies are slow would never be heard if each attempt gave way to the next.
    var patientInterval: Double { connectTimeout / Double(max(1, inFlightLimit / 4)) }

    /// For instances that are reached over `path`.
    func over(_ path: NetworkPath) -> ProbePacing {
        var pacing = self
        // Accepted by QEMU in the place of a guest that need not be there yet, so that nobody has to work them off.
        if path == .userMode { pacing.yieldsToWaiting = false }
        return pacing
    }

    /// For attempts that each start a program.
    var forCommands: ProbePacing {
        var pacing = self
        pacing.interval = max(interval, 0.005)
        pacing.relativeInterval = max(relativeInterval, 0.01)
        pacing.inFlightLimit = min(inFlightLimit, 4)
        return pacing
    }

    /// Seconds until the next attempt.
    ///
    /// A listener that accepts before its program serves has to work off every request, wanted or not, before it serves
    /// anybody else, so each one that waits doubles the time to the next; the oldest is there to be answered first. Should
    /// all of them be lost, the next is not further off than a quarter of the boot's age. A service that answers wrongly
    /// while it starts is kept from it by every request, so requests take at most a fifth of its time.
    ///
    /// - Parameters:
    ///   - age: Seconds since the launch.
    ///   - waiting: Accepted connections that have not answered.
    ///   - wrongAnswerSeconds: How long the last wrong answer took; 0 where there was none.
    ///   - sharers: Probes on the same thread.
    func interval(age: Double, waiting: Int, wrongAnswerSeconds: Double, sharers: Int) -> Double {
        let undisturbed = max(interval * Double(sharers), relativeInterval * age, 5 * wrongAnswerSeconds)
        guard yieldsToWaiting else { return undisturbed }
        return max(undisturbed, min(undisturbed * exp2(Double(waiting)), Self.waitingShare * age))
    }
}
