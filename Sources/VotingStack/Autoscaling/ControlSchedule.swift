import ScaleSim

/// When a run scrapes and evaluates: both first after one interval, and at one instant the scrape first, as in the
/// simulator.
package struct ControlSchedule {
    package enum Kind: Equatable {
        case scrape
        case evaluation
    }

    private let scrapeInterval: SimTime
    private let evaluationInterval: SimTime
    private var nextScrape: SimTime
    private var nextEvaluation: SimTime

    package init(scrapeInterval: SimTime, evaluationInterval: SimTime) {
        precondition(scrapeInterval > .zero && evaluationInterval > .zero)
        self.scrapeInterval = scrapeInterval
        self.evaluationInterval = evaluationInterval
        nextScrape = scrapeInterval
        nextEvaluation = evaluationInterval
    }

    /// The next event, or nil when it is not before `end`.
    package mutating func next(before end: SimTime) -> (SimTime, Kind)? {
        let time = min(nextScrape, nextEvaluation)
        guard time < end else { return nil }
        if nextScrape <= nextEvaluation {
            nextScrape.nanoseconds += scrapeInterval.nanoseconds
            return (time, .scrape)
        }
        nextEvaluation.nanoseconds += evaluationInterval.nanoseconds
        return (time, .evaluation)
    }
}
