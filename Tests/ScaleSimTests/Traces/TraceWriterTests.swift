import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct TraceWriterTests {
    private static let bursts = Scenario.Traffic.model(
        .modulatedPoisson(TrafficModelTests.twoStates), duration: SimTime(seconds: 100))

    @Test("generated arrivals, read again, are those of a scenario's first replication, to the nanosecond")
    func arrivals() throws {
        let path = try Folder().keeping { try $0.written(Self.bursts, .arrivals, seed: 5) }
        let seed = RandomStream.replicationSeed(seed: 5, number: 0)
        let expected = TrafficModel.modulatedPoisson(TrafficModelTests.twoStates).instants(seed: seed, until: 100)
        #expect(try TraceFile.text(path).nanoseconds() == expected)
    }

    @Test("rates count the arrivals of each step, and a shorter last step is a rate all the same")
    func rates() throws {
        let trace = try TraceFile.text("0.5\n1.5\n1.6\n9\n10.25\n")
        let text = try Folder().keeping {
            try $0.written(.recorded(trace), .rates(step: SimTime(seconds: 2)))
        }
        // 11 s: the steps of 2, 4 and 6 s are one row without requests.
        #expect(
            text == """
                seconds,requests_per_second
                0.000000000,1.5
                2.000000000,0.0
                8.000000000,0.5
                10.000000000,1.0
                11.000000000,0

                """)
        let rates = try #require(try TraceFile.text(text).rates)
        #expect(rates.expectedRequests == 5)
    }

    @Test(
        "rates are averaged over coarser steps and repeated over finer ones",
        arguments: [(0.5, 1.0), (3.0, 7.0 / 3), (7.0, 1.0)])
    func averagedRates(step: Double, first: Double) throws {
        let trace = try TraceFile.text("seconds,requests_per_second\n0,1\n2,5\n3,0\n10,4\n12,0\n")
        let text = try Folder().keeping {
            try $0.written(.recorded(trace), .rates(step: SimTime(seconds: step)))
        }
        let rates = try #require(try TraceFile.text(text).rates)
        #expect(abs(rates.expectedRequests - 15) < 1e-9)
        #expect(rates.duration == 12)
        #expect(abs(rates.points[0].requestsPerSecond - first) < 1e-12)
        #expect(rates.points.count == Int((12 / step).rounded(.up)) + 1)
    }

    @Test("nothing is left of a file that could not be written whole")
    func atomic() throws {
        let folder = try Folder()
        let path = try folder.write("0\n1\n2\n", to: "in.txt")
        let trace = try TraceFile.open(path)
        try folder.append("x\n", to: "in.txt")
        let output = folder.url.appending(path: "out.txt").path
        try folder.write("before", to: "out.txt")
        #expect(throws: ScaleSimError.self) { try TraceWriter(.arrivals).write(.recorded(trace), to: output) }
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "before")
        #expect(
            try !FileManager.default.contentsOfDirectory(atPath: folder.url.path).contains { $0.hasSuffix(".partial") })
        let error = #expect(throws: ScaleSimError.self) {
            try TraceWriter(.arrivals).write(Self.bursts, to: folder.url.appending(path: "no/out.txt").path)
        }
        #expect(error?.code == .cannotCreate)
    }

    @Test("a model's text is read as in a scenario")
    func text() throws {
        let traffic = try Scenario.Traffic.parse(
            "poisson: {rate: 40/s}", origin: "the model", duration: SimTime(seconds: 60))
        #expect(traffic == .model(.poisson(rate: 40), duration: SimTime(seconds: 60)))
        let error = #expect(throws: ScaleSimError.self) {
            try Scenario.Traffic.parse("poisson: {rate: 40}", origin: "the model", duration: nil)
        }
        #expect(error?.description.hasPrefix("the model:1: poisson.rate: expected a rate with its unit") == true)
    }
}

extension Folder {
    /// What was written for `traffic`.
    fileprivate func written(
        _ traffic: Scenario.Traffic, _ content: TraceWriter.Content, seed: UInt64 = 1
    ) throws -> String {
        let path = url.appending(path: "out").path
        try TraceWriter(content, seed: seed).write(traffic, to: path)
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    fileprivate func keeping<Value>(_ body: (Folder) throws -> Value) rethrows -> Value {
        try withExtendedLifetime(self) { try body(self) }
    }
}
