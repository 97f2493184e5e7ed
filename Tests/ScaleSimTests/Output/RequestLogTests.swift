import Foundation
import ScaleSim
import Testing

/// The log of all requests of a run.
@Suite struct RequestLogTests {
    private static let scenario = """
        services:
          front:
            traffic: {poisson: {rate: 20/s}, duration: 20s}
            work: {family: exponential, mean: 80ms}
            boot: {family: deterministic, value: 1s}
            replicas: 1
            request_timeout: 300ms
            policy: {static: 1}
            calls: [{service: 'back, "end"'}]
          'back, "end"':
            work: {family: exponential, mean: 1ms}
            boot: {family: deterministic, value: 1s}
            policy: {static: 1}
        objective: {latency: 200ms}
        run: {replications: 1}
        """

    @Test("has a row for each request, with the times that the figures are made of")
    func rows() throws {
        let scenario = try ScenarioFile.parse(Self.scenario, file: "s.yaml")
        let folder = try Folder()
        let path = folder.url.appending(path: "requests.csv").path
        try Simulation(scenario).logRequests(to: path)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines[0] == "service,request,arrival_s,start_s,end_s,replica,ending")
        let result = Simulation(scenario).run(threads: 1)
        let services = try #require(result.services)
        let front = lines.filter { $0.hasPrefix("front,") }.map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(Double(front.count) == services[0].figures.requests.mean)
        #expect(lines.count { $0.hasPrefix("\"back, \"\"end\"\"\",") } == Int(services[1].figures.requests.mean))
        let answered = front.filter { $0[6] == "answered" }
        #expect(front.count { $0[6] == "timed_out" } > 0)
        let latencies = answered.map { (Double($0[4]) ?? .nan) - (Double($0[2]) ?? .nan) }
        let mean = latencies.reduce(0, +) / Double(latencies.count)
        #expect(abs(mean - services[0].figures.latencyMeanSeconds.mean) < 1e-8)
        #expect(answered.allSatisfy { $0[5] == "0" })
    }

    @Test("a run by recursion is logged too, in the order of arrival")
    func recursion() throws {
        let text = """
            traffic: {poisson: {rate: 20/s}, duration: 20s}
            service: {work: {family: exponential, mean: 30ms}, boot: {family: deterministic, value: 1s}}
            policy: {static: 2}
            objective: {latency: 200ms}
            """
        var scenario = try ScenarioFile.parse(text, file: "s.yaml")
        let folder = try Folder()
        let logs = try [Scenario.Algorithm.recursion, .events].map { algorithm in
            scenario.algorithm = algorithm
            let path = folder.url.appending(path: algorithm.rawValue).path
            try Simulation(scenario).logRequests(to: path)
            return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        }
        #expect(logs[0].count > 300)
        #expect(logs[0].dropFirst().sorted() == logs[1].dropFirst().sorted())
    }

    @Test("a log that cannot be written is an error, and leaves nothing behind")
    func failure() throws {
        let scenario = try SimulationTests.flashCrowd()
        let error = #expect(throws: ScaleSimError.self) {
            try Simulation(scenario).logRequests(to: "/nonexistent/requests.csv")
        }
        #expect(error?.code == .cannotCreate)
    }
}
