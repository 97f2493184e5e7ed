import Foundation
import ScaleSim

/// Recorded observations, as lines and as answers of Prometheus; what is accepted is decided over by policies of every
/// family.
enum ObservationReader {
    /// More are not looked at: an answer of Prometheus may span years.
    private static let most = 200

    static func read(_ data: Data) {
        SimulatorReader.attempt { () throws(ScaleSimError) in
            let observations = try lines(data)
            precondition(zip(observations, observations.dropFirst()).allSatisfy { $0.time <= $1.time })
            check(observations)
            decide(over: observations)
        }
        SimulatorReader.attempt { () throws(ScaleSimError) in decide(over: try answers(data)) }
    }

    private static func lines(_ data: Data) throws(ScaleSimError) -> [Observation] {
        var lines = ObservationLines(data, name: "fuzz.jsonl")
        var observations: [Observation] = []
        while let observation = try lines.next() { observations.append(observation) }
        return observations
    }

    /// Encoded and decoded, observations are the same.
    private static func check(_ observations: [Observation]) {
        do {
            let encoder = JSONEncoder()
            let texts = try observations.map { try encoder.encode($0) }
            let decoded = try lines(Data(texts.joined(separator: [UInt8(ascii: "\n")])))
            precondition(decoded == observations, "\(decoded) in place of \(observations)")
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// The same answer taken for each kind of metric.
    private static func answers(_ data: Data) throws(ScaleSimError) -> [Observation] {
        let kinds: [PrometheusObservations.Quantity] = [
            .cpu, .cpuRequest, .memory, .memoryRequest, .ready, .replicas, .metric("jobs"), .metric("concurrency"),
        ]
        var series = try PrometheusObservations(
            kinds.map { (quantity: $0, answer: data, name: "fuzz.json") }, cpuRequestMilli: 250)
        var observations: [Observation] = []
        while observations.count < most, let observation = series.next() { observations.append(observation) }
        for observation in observations {
            precondition(observation.time >= 0 && observation.currentReplicas >= 0)
            precondition(observation.pods.allSatisfy { $0.startTime <= observation.time })
        }
        return observations
    }

    private static func decide(over observations: [Observation]) {
        for policy in policies { PolicyReader.decide(policy, over: Array(observations.prefix(most))) }
    }

    /// The examples, which are of every family that has a format of its own, and the others.
    private static let policies: [any ScalingPolicy] = {
        do {
            let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardizedFileURL
            let folder = root.appending(path: "examples/policies")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            let options = PolicyOptions(startOfTime: 1_772_600_000, evaluatesAlways: true)
            var policies: [any ScalingPolicy] = []
            for name in names {
                let path = folder.appending(path: name).path
                policies.append(try PolicyFile.read(contentsOf: [path], options: options).policy)
            }
            for text in own { policies.append(try PolicyFile.parse(text, file: "own", options: options).policy) }
            return policies
        } catch {
            fatalError("\(error)")
        }
    }()

    private static let own = [
        "static: 3",
        "square_root: {metric: jobs, max_replicas: 50, service_time: 100ms, wait_probability: 0.1}",
        "holt_winters: {metric: jobs, max_replicas: 50, target: 5/s, horizon: 2min, season: 1h}",
    ]
}
