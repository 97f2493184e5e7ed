import Foundation
import ScaleSim
import Testing

@Suite struct ObservationLinesTests {
    @Test("every field but the time and the scale may be missing")
    func defaults() throws {
        let observation = try #require(try read(#"{"t":15,"currentReplicas":3,"pods":[{"name":"a"}]}"#).first)
        #expect(observation == Observation(time: 15, currentReplicas: 3, pods: [PodObservation(name: "a")]))
        let pod = try #require(observation.pods.first)
        #expect(pod.phase == .running && pod.ready && !pod.deleted && pod.cpuUsageMilli == nil)
        #expect(pod.startTime == PodObservation.longAgo && pod.readyTransition == PodObservation.longAgo)
    }

    @Test("what is written is read again")
    func roundTrip() throws {
        let observation = Observation(
            time: 1.5, currentReplicas: 2,
            pods: [
                PodObservation(
                    name: "a", phase: .pending, ready: false, startTime: -3, readyTransition: -1, deleted: true,
                    cpuRequestMilli: 500, cpuUsageMilli: 200, memoryRequestBytes: 7, memoryUsageBytes: 6, metricTime: 1,
                    metricWindow: 15, containers: ["c": ContainerObservation(cpuRequestMilli: 1, cpuUsageMilli: 2)])
            ], podMetrics: ["qps": ["a": 12.5]], objectMetrics: ["hits": 80], externalMetrics: ["queue": 40],
            metricErrors: ["cpu"], stableValue: 1, panicValue: 2)
        let line = String(decoding: try JSONEncoder().encode(observation), as: UTF8.self)
        #expect(try read("# a comment\n\n\(line)\r\n") == [observation])
    }

    @Test(
        "what is wrong is named with line and field",
        arguments: [
            (#"{"t":1}"#, "currentReplicas: is missing"),
            (#"{"t":1,"currentReplicas":1,"pod":[]}"#, "pod: unknown field; did you mean `pods`?"),
            (
                #"{"t":1,"currentReplicas":1,"pods":[{"name":"a","phase":"Run"}]}"#,
                "pods.0.phase: expected one of Pending"
            ),
            (
                #"{"t":1,"currentReplicas":1,"pods":[{"name":"a"},{"name":"a"}]}"#,
                "pods.1.name: there are two pods called a"
            ),
            (
                #"{"t":1,"currentReplicas":1,"pods":[{"name":"a","cpuUsageMilli":-1}]}"#,
                "pods.0.cpuUsageMilli: expected"
            ),
            (
                #"{"t":1,"currentReplicas":1,"pods":[{"name":"a","cpuUsageMilli":1.5}]}"#,
                "pods.0.cpuUsageMilli: expected a whole number, found 1.5"
            ),
            (#"{"t":1,"currentReplicas":1.5}"#, "currentReplicas: expected a whole number, found 1.5"),
            (#"{"t":-5,"currentReplicas":1}"#, "t: -5.0 lies before the line above, 0.0"),
            (#"{"t":1,"currentReplicas":-1}"#, "currentReplicas: expected a whole number from 0"),
            (#"{"t":1,"currentReplicas":"#, "the file: "),
        ])
    func faults(line: String, message: String) {
        let error = #expect(throws: ScaleSimError.self) { try read("{\"t\":0,\"currentReplicas\":1}\n\(line)\n") }
        #expect(error?.description.hasPrefix("lines.jsonl:2: \(message)") == true, "\(error?.description ?? "")")
    }

    private func read(_ text: String) throws -> [Observation] {
        var lines = ObservationLines(Data(text.utf8), name: "lines.jsonl")
        var observations: [Observation] = []
        while let observation = try lines.next() { observations.append(observation) }
        return observations
    }
}
