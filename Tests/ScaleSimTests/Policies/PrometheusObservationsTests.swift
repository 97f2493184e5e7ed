import Foundation
import ScaleSim
import Testing

@Suite struct PrometheusObservationsTests {
    @Test("pods come and go with their series, and a sample counts for one step")
    func observations() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ series: String...) throws -> String {
            let path = folder.appending(path: name).path
            let text =
                #"{"status":"success","data":{"resultType":"matrix","result":[\#(series.joined(separator: ","))]}}"#
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return path
        }
        let cpu = try file(
            "cpu.json", #"{"metric":{"pod":"a"},"values":[[1000,"0.5"],[1030,"0.6004"],[1060,"0.7"]]}"#,
            #"{"metric":{"pod":"b"},"values":[[1030,"0.25"],[1060,"0.5"]]}"#)
        let ready = try file("ready.json", #"{"metric":{"pod":"b"},"values":[[1030,"0"],[1060,"1"]]}"#)
        let scale = try file("scale.json", #"{"metric":{},"values":[[1000,"1"],[1030,"2"],[1060,"2"]]}"#)
        let hits = try file(
            "hits.json", #"{"metric":{"host":"x"},"values":[[1000,"3"]]}"#,
            #"{"metric":{"host":"y"},"values":[[1000,"4"],[1030,"5"]]}"#)
        var source = try PrometheusObservations(
            [(.cpu, cpu), (.ready, ready), (.replicas, scale), (.init(named: "hits"), hits)], cpuRequestMilli: 1000)
        source.intervalSeconds = 15
        var found: [Observation] = []
        while let observation = source.next() { found.append(observation) }
        #expect(source.startTime == StartTime("1970-01-01T00:16:40Z"))
        #expect(found.map(\.time) == [0, 15, 30, 45, 60])
        #expect(found.map(\.currentReplicas) == [1, 1, 2, 2, 2])
        #expect(found.map { $0.objectMetrics["hits"] } == [7, 7, 5, 5, nil])
        #expect(found.map { $0.pods.map(\.name) } == [["a"], ["a"], ["a", "b"], ["a", "b"], ["a", "b"]])
        #expect(found.map { $0.pods[0].cpuUsageMilli } == [500, 500, 601, 601, 700])
        #expect(found[0].pods[0].startTime == PodObservation.longAgo)
        let late = try #require(found.last?.pods.last)
        #expect(late.startTime == 30 && late.readyTransition == 60 && late.ready && late.cpuRequestMilli == 1000)
        #expect(found[3].pods[1].ready == false && found[3].pods[1].metricTime == 30)
    }
}
