import BootProbe
import Profiles
import ScaleSim

/// Live runs beside the simulations of the very same requests.
package struct ValidationReport: Codable, Sendable, Equatable {
    package static let currentSchema = 2

    package var schema: Int = ValidationReport.currentSchema
    package var scenario: String
    package var technology: Technology
    package var policy: String
    package var runs: Int
    package var rows: [ValidationRow]
    /// Latencies of all runs, the live ones first, in seconds; nil where nothing was answered.
    package var latencies: QuantileComparison?
    /// Of the first run.
    package var decisions: DecisionComparison
    /// What makes runs worth less than they seem.
    package var remarks: [String]
    /// How much the pace of the host differed from that of the profile, run by run; nil where that is not known.
    package var paces: [Pace]?
    /// How busy the host's CPUs were, run by run, on average and in the busiest second; nil where that is not known.
    package var busyShares: [BusyShare]?

    package struct BusyShare: Codable, Sendable, Equatable {
        package var mean: Double
        package var most: Double

        init?(_ shares: [Double]?) {
            guard let shares, let most = shares.max() else { return nil }
            mean = shares.reduce(0, +) / Double(shares.count)
            self.most = most
        }
    }

    /// How many times as long the same work took in one run.
    package struct Pace: Codable, Sendable, Equatable {
        package var mean: Double
        package var least: Double
        package var most: Double

        init?(_ factors: [Double]?) {
            guard let factors, let least = factors.min(), let most = factors.max() else { return nil }
            self.least = least
            self.most = most
            mean = factors.reduce(0, +) / Double(factors.count)
        }
    }

    /// - Parameter runs: at least one, of the same scenario.
    package init(_ runs: [ValidatedRun]) {
        precondition(!runs.isEmpty, "there is a run")
        scenario = runs[0].simulated.scenario
        technology = runs[0].live.technology
        policy = runs[0].live.policy
        self.runs = runs.count
        rows = ValidationFigure.all.map { ValidationRow($0, runs) } + [ValidationRow(replicaDifferencesOf: runs)]
        rows += ValidationRow.flows(of: runs)
        latencies = QuantileComparison(runs.flatMap(\.liveLatencies), runs.flatMap(\.simulatedLatencies))
        decisions = DecisionComparison(live: runs[0].live.decisions, simulated: runs[0].simulated.example.decisions)
        remarks = Self.remarks(runs)
        paces = runs.eachKnown { Pace($0.paceFactors) }
        busyShares = runs.eachKnown { BusyShare($0.live.hostBusyShares) }
    }

    /// A CPU that is busy for so much of a second leaves no room to those that come.
    private static let fullShare = 0.9
    /// In how many seconds that may be so.
    private static let fullSeconds = 0.05

    private static func remarks(_ runs: [ValidatedRun]) -> [String] {
        var remarks: [String] = []
        for (number, run) in runs.enumerated() {
            if run.live.lateness.isExcessive {
                let share = (run.live.lateness.lateShare * 1e5).rounded() / 1000
                remarks.append(
                    "run \(number + 1): \(share) % of the requests left over 5 ms late, so that it measured its sender")
            }
            if let shares = run.live.hostBusyShares, !shares.isEmpty {
                let full = Double(shares.count { $0 > Self.fullShare }) / Double(shares.count)
                if full > Self.fullSeconds {
                    remarks.append(
                        "run \(number + 1): all CPUs of the host were busy in \(Int((100 * full).rounded())) % of the "
                            + "seconds, so that replicas waited for each other and for what stands beside them")
                }
            }
            for problem in run.live.problems { remarks.append("run \(number + 1): \(problem)") }
        }
        return remarks
    }
}

/// One figure, live and simulated.
package struct ValidationRow: Codable, Sendable, Equatable {
    package var figure: String
    /// `s`, `1/s`, `share`, or empty for a count.
    package var unit: String
    /// Mean over the runs; nil for a figure that only compares.
    package var live: Double?
    /// 95 % interval of the mean over the runs; nil for a single one.
    package var liveLow: Double?
    package var liveHigh: Double?
    /// Of the median replications of the runs the mean; of a single run its median replication, with the interval of the median.
    package var simulated: Estimate
    /// The median replication against live, in units of live: the median over the runs. Nil where live is 0 or missing.
    package var relativeError: Double?
    /// Largest magnitude of the error that is aimed at; for a figure that only compares, of the figure itself; 0 where the
    /// two must be the same.
    package var goal: Double?
    /// Within which a single run lies with a probability of 90 %, as far as chance goes and as far as the work of a request is known;
    /// nil for several runs, which have one each, and where there is none.
    package var predictedLow: Double?
    package var predictedHigh: Double?
    /// Runs whose live figure lies within that; nil where nothing else could be, or there is none.
    package var predictedRuns: Int?
    /// Runs in which both were the same, where that is what is aimed at.
    package var exactRuns: Int?
    package var runs: Int

    /// Of the live figure: a narrower range is one that nothing can change, and off by what the live one was measured with.
    private static let exactWithin = 0.001

    /// The share of runs in which what must be exact is.
    private static let exactShare = 0.8

    /// Whether the goal is met; nil without a goal.
    package var isMet: Bool? {
        guard let goal else { return nil }
        if let exactRuns { return Double(exactRuns) >= Self.exactShare * Double(runs) }
        guard live != nil else { return abs(simulated.mean) <= goal }
        return relativeError.map { abs($0) <= goal } ?? (simulated.mean == live)
    }
}

extension ValidationRow {
    fileprivate init(_ figure: ValidationFigure, _ runs: [ValidatedRun]) {
        let live = runs.map { figure.live($0.live) }
        self.init(
            figure.name, figure.unit, goal: figure.goal, live: live,
            simulated: runs.map { run in run.simulated.replications.map { figure.simulated($0, run.simulated) } })
        predict(
            live: live,
            runs.map { run in run.predictions.map { figure.simulated($0, run.simulated) } })
    }

    /// - Parameter predictions: by live run.
    private mutating func predict(live: [Double?], _ predictions: [[Double]]) {
        let bounds = predictions.compactMap { values in values.min().flatMap { low in values.max().map { (low, $0) } } }
        let lives = live.compactMap(\.self)
        guard bounds.count == runs, lives.count == runs else { return }
        if runs == 1 { (predictedLow, predictedHigh) = bounds[0] }
        guard zip(bounds, lives).contains(where: { $0.1 - $0.0 > Self.exactWithin * $1 }) else { return }
        predictedRuns = zip(bounds, lives).count { $0.0 <= $1 && $1 <= $0.1 }
    }

    /// What became of votes, where that is known of all runs.
    fileprivate static func flows(of runs: [ValidatedRun]) -> [ValidationRow] {
        guard let flows = runs.eachKnown(\.flow) else { return [] }
        func row(_ name: String, _ unit: String, _ value: (VoteFlow) -> Double?) -> ValidationRow? {
            let simulated = flows.map { $0.simulated.compactMap(value) }
            // A replication without votes has no times.
            guard zip(flows, simulated).allSatisfy({ $0.simulated.count == $1.count }) else { return nil }
            return ValidationRow(name, unit, live: flows.map { value($0.live) }, simulated: simulated)
        }
        return [
            row("queue at the worker, mean", "") { $0.queuedMean },
            row("queue at the worker, peak", "") { Double($0.queuedPeak) },
            row("vote to visible, mean", "s", \.visibleMeanSeconds),
            row("vote to visible, p95", "s", \.visibleP95Seconds),
        ].compactMap(\.self)
    }

    /// - Parameters:
    ///   - live: by run.
    ///   - replications: by run and replication.
    private init(
        _ figure: String, _ unit: String, goal: Double? = nil, live: [Double?], simulated replications: [[Double]]
    ) {
        self.init(figure: figure, unit: unit, simulated: Estimate(mean: 0), goal: goal, runs: live.count)
        let lives = live.compactMap(\.self)
        // A live run is one draw, as a replication is: where they have one distribution, half of all lie above its median, but not
        // above its mean.
        let estimates = replications.map(Estimate.init(medianOf:))
        let medians = estimates.map(\.mean)
        simulated = runs > 1 ? Estimate(medians) : estimates[0]
        guard lives.count == runs else { return }
        let estimate = Estimate(lives)
        (self.live, liveLow, liveHigh) = (estimate.mean, estimate.low, estimate.high)
        let errors = zip(medians, lives).map { $1 == 0 ? nil : ($0 - $1) / $1 }.compactMap(\.self)
        relativeError = errors.count == runs ? GSL.median(errors) : nil
        if goal == 0 { exactRuns = zip(medians, lives).count { $0 == $1 } }
    }

    /// Mean over the steps of the difference in replicas, each in the mean of the step, regardless of its sign: that of the median
    /// replication, and the median over the runs.
    fileprivate init(replicaDifferencesOf runs: [ValidatedRun]) {
        let differences = runs.map { run in
            let live = run.live.replicasMean
            return run.simulatedReplicas.map { simulated in
                zip(live, simulated).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(max(1, live.count))
            }
        }
        self.init(
            figure: "mean difference in replicas", unit: "",
            simulated: Estimate(medianOf: runs.count > 1 ? differences.map(GSL.median) : differences[0]), goal: 0.2,
            runs: runs.count)
    }
}

extension Estimate {
    /// The median of `values` with its 95 % interval.
    fileprivate init(medianOf values: [Double]) {
        let interval = values.isEmpty ? nil : QuantileInterval(values, quantile: 0.5)
        self.init(mean: values.isEmpty ? 0 : GSL.median(values), low: interval?.low, high: interval?.high)
    }
}
