import Foundation
import ScaleSim
import Testing

/// A policy file followed over worked observations. A scenario names the page of the vendor's documentation and the
/// sentence, shortened, that it tests.
struct PolicyScenario: Sendable, CustomTestStringConvertible {
    let page: String
    let sentence: String
    let policy: String
    /// Of the time 0, for schedules.
    var start = "1970-01-01T00:00:00Z"
    let steps: [PolicyStep]

    var testDescription: String { "\(page): \(sentence)" }

    func check() throws {
        var policy = try PolicyText.read(policy, start: start).policy
        for step in steps {
            let decision = policy.decide(step.observation)
            #expect(
                decision.desired == step.expected,
                "\(testDescription): at \(step.time) s: \(decision.reason) [\(decision.condition ?? "")]")
            if let condition = step.condition { #expect(decision.condition == condition) }
        }
    }
}

struct PolicyStep: Sendable {
    let time: Double
    let current: Int
    var observation: Observation
    let expected: Int
    let condition: String?

    /// - Parameters:
    ///   - cpu: percent of a CPU that each instance uses.
    ///   - instances: age in seconds and percent of a CPU of each, instead of `cpu`.
    init(
        _ time: Double, _ current: Int, cpu: Double? = nil, instances: [(age: Double, cpu: Double)] = [],
        each: [String: Double] = [:], group: [String: Double] = [:], failing: [String] = [], to expected: Int,
        _ condition: String? = nil
    ) {
        self.time = time
        self.current = current
        self.expected = expected
        self.condition = condition
        var pods = instances.enumerated().map { index, instance in
            Self.pod(index, cpu: instance.cpu, start: time - instance.age)
        }
        if pods.isEmpty {
            pods = (0..<current).map { Self.pod($0, cpu: cpu, start: PodObservation.longAgo) }
        }
        let names = pods.map(\.name)
        observation = Observation(
            time: time, currentReplicas: current, pods: pods,
            podMetrics: each.mapValues { value in Dictionary(uniqueKeysWithValues: names.map { ($0, value) }) },
            externalMetrics: group, metricErrors: failing)
    }

    static func pod(_ index: Int, cpu: Double?, start: Double) -> PodObservation {
        PodObservation(
            name: "i\(index)", startTime: start, cpuRequestMilli: 1000,
            cpuUsageMilli: cpu.map { Int(($0 * 10).rounded()) })
    }
}

enum PolicyText {
    /// Through a file, as users give it.
    static func read(_ text: String, start: String = "1970-01-01T00:00:00Z") throws -> PolicyFile {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("policy-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let startOfTime = try Date(start, strategy: .iso8601).timeIntervalSince1970
        return try PolicyFile.read(contentsOf: [file.path], options: PolicyOptions(startOfTime: startOfTime))
    }
}

/// A small generator for tests, the same on every machine: SplitMix64.
struct TestGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
