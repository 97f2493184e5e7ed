import ScaleSim

/// When a run scrapes and evaluates, and what is to go wrong: scrapes and evaluations first after one interval, and at one
/// instant faults before scrapes before evaluations, as in the simulator.
package struct ControlSchedule {
    package enum Kind: Equatable {
        /// A fault by its number.
        case fault(Int)
        case scrape
        case evaluation
    }

    private let scrapeInterval: SimTime
    private let evaluationInterval: SimTime
    private var nextScrape: SimTime
    private var nextEvaluation: SimTime
    /// Those still to come, by time and number.
    private var faults: ArraySlice<(time: SimTime, number: Int)>

    package init(scrapeInterval: SimTime, evaluationInterval: SimTime, faults: [SimTime] = []) {
        precondition(scrapeInterval > .zero && evaluationInterval > .zero)
        self.scrapeInterval = scrapeInterval
        self.evaluationInterval = evaluationInterval
        nextScrape = scrapeInterval
        nextEvaluation = evaluationInterval
        self.faults =
            faults.enumerated().map { (time: $0.element, number: $0.offset) }
            .sorted { ($0.time, $0.number) < ($1.time, $1.number) }[...]
    }

    /// The next event, or nil when it is not before `end`.
    package mutating func next(before end: SimTime) -> (SimTime, Kind)? {
        let time = min(nextScrape, nextEvaluation)
        if let fault = faults.first, fault.time <= time, fault.time < end {
            faults.removeFirst()
            return (fault.time, .fault(fault.number))
        }
        guard time < end else { return nil }
        if nextScrape <= nextEvaluation {
            nextScrape.nanoseconds += scrapeInterval.nanoseconds
            return (time, .scrape)
        }
        nextEvaluation.nanoseconds += evaluationInterval.nanoseconds
        return (time, .evaluation)
    }
}
