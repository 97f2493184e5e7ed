import Foundation
import ScaleSim
import Testing

@Suite struct AWSExampleTests {
    @Test("the example is read as the policy that it describes, by the same way as every policy file")
    func example() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../examples/policies/aws-web.yaml").standardizedFileURL.path
        let options = PolicyOptions(startOfTime: try AWSRow.seconds("2026-03-04T06:29:00Z"))
        let file = try PolicyFile.read(contentsOf: [path], options: options)
        #expect(file.name == "aws web" && file.defaultReplicas == 2)
        #expect(file.metrics.resources == ["cpu"] && file.metrics.any == ["backlog"])
        #expect(file.policy.evaluationIntervalSeconds == 60)
        var policy = file.policy
        var current = 2
        var found: [Int] = []
        for minute in 0...2 {
            let pods = (0..<2).map { PodObservation(name: "i-\($0)", cpuRequestMilli: 1000, cpuUsageMilli: 900) }
            let observation = Observation(
                time: Double(minute) * 60, currentReplicas: current, pods: pods, externalMetrics: ["backlog": 0])
            current = policy.decide(observation).desired
            found.append(current)
        }
        // At 06:30 the minimum becomes 3; at the third minute 90 % against 50 % of two that have warmed up are 4.
        #expect(found == [2, 3, 4])
    }
}
