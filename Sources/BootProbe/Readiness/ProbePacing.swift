/// When attempts are made and how long each may take. All times are in seconds.
package struct ProbePacing: Sendable, Equatable {
    /// Time between attempts while the boot is young, and so the width of the censoring interval.
    package var interval: Double
    /// Attempts grow rarer with the age of the boot, so that the interval stays this share of it: thousands of
    /// attempts before a guest's network comes up would otherwise queue there and slow the boot they measure.
    package var relativeInterval: Double
    /// How long a connection request may stay without reply.
    package var connectTimeout: Double
    /// How long an accepted connection may stay without a complete answer. Waiting costs nothing, since newer attempts
    /// are made meanwhile.
    package var answerTimeout: Double
    /// Attempts in flight at once; the oldest is given up for a new one.
    package var inFlightLimit: Int
    /// How often `failure` is asked whether the instance died.
    package var failureCheckInterval: Double

    package init(
        interval: Double = 0.002, relativeInterval: Double = 0.001, connectTimeout: Double = 0.2,
        answerTimeout: Double = 5, inFlightLimit: Int = 128, failureCheckInterval: Double = 0.01
    ) {
        precondition(interval > 0 && relativeInterval >= 0 && inFlightLimit > 0 && failureCheckInterval > 0)
        self.interval = interval
        self.relativeInterval = relativeInterval
        self.connectTimeout = connectTimeout
        self.answerTimeout = answerTimeout
        self.inFlightLimit = inFlightLimit
        self.failureCheckInterval = failureCheckInterval
    }

    /// Seconds until the next attempt, at `age` seconds since the launch and with `waiting` accepted connections that
    /// have not answered.
    ///
    /// A listener that accepts before its program serves would have to work off every connection first, so each one
    /// that waits makes the next rarer; the oldest of them are still there to be answered first.
    func interval(age: Double, waiting: Int) -> Double {
        max(interval, relativeInterval * age) * Double(1 + waiting)
    }
}
