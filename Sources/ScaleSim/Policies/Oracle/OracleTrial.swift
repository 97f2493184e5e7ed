/// What a plan would lead to in a run.
struct OracleTrial: Sendable {
    /// Requests that missed the objective, by step of their arrival, those of the start-up period left out.
    var late: [Int]
    var requests = 0
    var replicaSeconds = 0.0

    var lateRequests: Int { late.reduce(0, +) }
    /// Mean number of requests under way by step.
    var concurrency: [Double]

    init(steps: Int) {
        late = Array(repeating: 0, count: steps)
        concurrency = Array(repeating: 0, count: steps)
    }
}

extension OracleTrial {
    /// Runs one replication of a scenario whose policy follows the plan.
    ///
    /// - Parameter step: in nanoseconds.
    static func run(_ scenario: Scenario, seed: UInt64, step: Int64, steps: Int) -> OracleTrial {
        let sink = LatenessBySteps(
            objective: scenario.objective.nanoseconds, countedFrom: countedFrom(scenario), step: step,
            trial: OracleTrial(steps: steps))
        let run = ServiceRun(scenario: scenario, seed: seed, sink: { _ in sink }) { control, sink in
            var trial = sink.trial
            trial.replicaSeconds = ReplicaHistory(control.replicas, horizon: scenario.duration).replicaSeconds
            return trial
        }
        return scenario.follow(run, replicationSeed: seed)
    }

    /// As `LatencyRecorder` counts; whoever detects a start-up period makes it a fixed one.
    private static func countedFrom(_ scenario: Scenario) -> Int64 {
        guard case .fixed(let time) = scenario.warmUp else { return 0 }
        let step = scenario.seriesStep.nanoseconds
        return (time.nanoseconds + step - 1) / step * step
    }
}

/// Counts what came too late.
private struct LatenessBySteps: RequestSink {
    let objective: Int64
    let countedFrom: Int64
    let step: Int64
    var trial: OracleTrial

    func arrive(at time: Int64) {}
    func finish() {}

    mutating func record(_ outcome: RequestOutcome) {
        if outcome.arrival >= countedFrom { count(outcome) }
        // Each step that it was served in has its part of it.
        var time = max(0, outcome.start)
        while time < outcome.end, Int(time / step) < trial.concurrency.count {
            let next = min(outcome.end, (time / step + 1) * step)
            trial.concurrency[Int(time / step)] += Double(next - time) / Double(step)
            time = next
        }
    }

    private mutating func count(_ outcome: RequestOutcome) {
        trial.requests += 1
        if outcome.failed || outcome.end - outcome.arrival > objective { trial.late[index(of: outcome.arrival)] += 1 }
    }

    private func index(of time: Int64) -> Int { min(Int(max(0, time) / step), trial.late.count - 1) }
}
