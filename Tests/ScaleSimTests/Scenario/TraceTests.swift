import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct TraceTests {
    @Test("flash-crowd.csv is its documented formula")
    func flashCrowd() throws {
        let trace = try RateTrace.read(contentsOf: Self.path("flash-crowd.csv"))
        #expect(trace.points.map(\.seconds) == (0...150).map(Double.init))
        for point in trace.points.dropLast() {
            let t = point.seconds + 0.5
            let expected =
                switch t {
                case ..<30: 20.0
                case ..<35: 20 + 130 * (t - 30) / 5
                case ..<75: 150.0
                default: 20 + 130 * exp(-(t - 75) / 15)
                }
            #expect(abs(point.requestsPerSecond - expected) < 0.00501)
        }
    }

    @Test("diurnal-day.csv is its documented formula")
    func diurnalDay() throws {
        let trace = try RateTrace.read(contentsOf: Self.path("diurnal-day.csv"))
        #expect(trace.points.map(\.seconds) == (0...288).map { Double($0) * 300 })
        for point in trace.points.dropLast() {
            let h = (point.seconds + 150) / 3600
            let daily = 0.6 * cos(2 * .pi * (h - 14.5) / 24)
            let twice = 0.2 * cos(4 * .pi * (h - 20) / 24)
            #expect(abs(point.requestsPerSecond - 50 * (1 + daily + twice)) < 0.00501)
        }
        #expect(abs(trace.expectedRequests - 4_320_000) < 1000)
    }

    private static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../traces/\(name)").path
    }

    private static func parse(_ text: String) throws -> TraceFile {
        try TraceFile.parse(Array(text.utf8), file: "t.csv", TraceOptions(format: .rates))
    }

    @Test("comments, blank lines and carriage returns are passed over")
    func tolerated() throws {
        let text = "# made by hand\r\nseconds,requests_per_second\r\n\r\n0,1.5\r\n# half-way\n60,0\n"
        let points = try #require(try Self.parse(text).rates).points
        #expect(points == [.init(seconds: 0, requestsPerSecond: 1.5), .init(seconds: 60, requestsPerSecond: 0)])
    }

    @Test(
        "a wrong trace is refused with its line",
        arguments: [
            ("", "t.csv: the file is empty"),
            ("time,rate\n0,1\n", "t.csv:1: expected the header `seconds,requests_per_second`, found `time,rate`"),
            ("seconds,requests_per_second\n0,1\n", "t.csv: a trace has at least two rows"),
            ("seconds,requests_per_second\n1,1\n2,1\n", "t.csv:2: seconds: the first row must be at 0"),
            ("seconds,requests_per_second\n0,1\n\n5,x\n", "t.csv:4: requests_per_second: expected a number"),
            ("seconds,requests_per_second\n0,1\n5,1,2\n", "t.csv:3: expected two columns"),
            ("seconds,requests_per_second\n0,1\n5,1\n3,1\n", "t.csv:4: seconds: must ascend"),
            ("seconds,requests_per_second\n0,-1\n5,1\n", "t.csv:2: requests_per_second: expected a number"),
            ("seconds,requests_per_second\n0,nan\n5,1\n", "t.csv:2: requests_per_second: expected a number"),
            ("seconds,requests_per_second\n0,1\ninf,1\n", "t.csv:3: seconds: expected a number"),
            ("seconds,requests_per_second\n0,1\n1e300,1\n", "t.csv:3: seconds: beyond 1"),
            ("seconds,requests_per_second\n0,1e10\n1,1\n", "t.csv:2: requests_per_second: beyond 1"),
        ])
    func faults(text: String, message: String) {
        let error = #expect(throws: ScaleSimError.self) { try Self.parse(text) }
        #expect(error?.code == .badInput)
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("arrivals follow the rates: counts by interval are Poisson about their means")
    func poissonCounts() throws {
        let trace = try RateTrace(points: [
            .init(seconds: 0, requestsPerSecond: 200), .init(seconds: 50, requestsPerSecond: 0),
            .init(seconds: 60, requestsPerSecond: 50), .init(seconds: 100, requestsPerSecond: 9),
        ])
        var source = PoissonArrivals(trace, stream: RandomStream(seed: 3, purpose: .arrivals))
        var instants: [Int64] = []
        while let instant = source.next() { instants.append(instant) }
        #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 })
        let seconds = instants.map { Double($0) / 1e9 }
        let counts = [0.0..<50, 50..<60, 60..<100].map { range in seconds.count { range.contains($0) } }
        #expect(abs(Double(counts[0]) - 10_000) < 4 * 100)
        #expect(counts[1] == 0)
        #expect(abs(Double(counts[2]) - 2_000) < 4 * 45)
        #expect(counts.reduce(0, +) == instants.count)
    }
}
