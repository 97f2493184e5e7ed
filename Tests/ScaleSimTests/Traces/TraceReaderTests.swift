import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct TraceReaderTests {
    // MARK: Instants

    @Test(
        "arrival times, with a header or without, comments and carriage returns passed over",
        arguments: [
            "0.25\n1\n1\n2.5e0\n", "seconds\r\n0.25\r\n1.0\r\n\r\n# a pause\r\n1\r\n2.5", "\u{FEFF}0.25\n1\n1\n2.5",
        ])
    func arrivals(text: String) throws {
        let file = try TraceFile.text(text)
        #expect(file.summary.format == .arrivals)
        #expect(file.summary.requests == 4)
        // Until the end of the second of the last request.
        #expect(file.summary.duration == SimTime(seconds: 3))
        #expect(file.seconds() == [0.25, 1, 1, 2.5])
    }

    @Test("times of the calendar count from the whole second of the first request, others from 0")
    func origins() throws {
        #expect(try TraceFile.text("1700000000.25\n1700000003.5\n").seconds() == [0.25, 3.5])
        #expect(try TraceFile.text("12.25\n15.5\n").seconds() == [12.25, 15.5])
    }

    @Test("digits are exact to the nanosecond")
    func digits() throws {
        let file = try TraceFile.text("0.000000001\n0.1\n86399.123456789\n86399.1234567894\n100000000.5\n")
        #expect(
            file.nanoseconds() == [1, 100_000_000, 86_399_123_456_789, 86_399_123_456_789, 100_000_000_500_000_000])
    }

    @Test("log lines, common and combined, with offsets, odd users and quotes in requests")
    func log() throws {
        let text = """
            10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326
            10.0.0.2 - frank [x] y [10/Oct/2000:22:55:37 +0200] "GET /b\\" HTTP/1.0" 304 - "http://x/" "Mozilla"
            ::1 - - [10/oct/2000:20:55:37 +0000] "GET /"c" HTTP/1.0" 404 12
            10.0.0.1 - - [10/Oct/2000:20:55:40 +0000] "-" 408

            """
        let file = try TraceFile.text(text)
        #expect(file.summary.format == .log)
        #expect(file.summary.requests == 4)
        #expect(file.summary.duration == SimTime(seconds: 5))
        #expect(file.seconds().map { Int($0) } == [0, 1, 1, 4])
    }

    @Test("lines of a log may be late by five minutes, since they are written when the answer is out")
    func lateLines() throws {
        let times = ["00:10:00", "00:09:58", "00:15:00", "00:10:00", "00:25:00", "00:20:00"]
        let text = times.map { TraceSample.logLine("10/Oct/2000:\($0) +0000") }.joined()
        let file = try TraceFile.text(text)
        #expect(file.seconds().map { Int($0) } == [0, 2, 2, 302, 602, 902])
        let error = #expect(throws: ScaleSimError.self) {
            try TraceFile.text(text + TraceSample.logLine("10/Oct/2000:00:19:59 +0000"))
        }
        #expect(error?.description.hasPrefix("t:7: time: goes back in time by 301 s") == true)
    }

    @Test("requests of one second are spread over it: uniform, by the seed, none lost")
    func spreading() throws {
        let text = (0..<400).map { _ in TraceSample.logLine("10/Oct/2000:13:55:36 -0700") }.joined()
        let file = try TraceFile.text(text)
        let seconds = file.seconds()
        #expect(seconds.count == 400)
        #expect(seconds == seconds.sorted())
        #expect(file.seconds() == seconds)
        #expect(file.seconds(seed: 2) != seconds)
        var largest = 0.0
        for (index, value) in seconds.enumerated() { largest = max(largest, abs(Double(index) / 400 - value)) }
        #expect(largest < 1.95 / 20)
        // Independent of each other: neighbours are as far apart as those of a uniform sample, not evenly spaced.
        let gaps = zip(seconds, seconds.dropFirst()).map { $1 - $0 }
        let squares = gaps.reduce(0) { $0 + $1 * $1 } / Double(gaps.count) * 401 * 401
        #expect((1.6...2.4).contains(squares), "\(squares)")
    }

    @Test("World Cup records: whole seconds, big-endian, known from the content")
    func worldCup() throws {
        let seconds: [UInt32] = [894_000_000, 894_000_000, 894_000_002, 894_000_001, 894_000_602]
        let file = try TraceFile.parse(seconds.flatMap(TraceSample.worldCupRecord), file: "t")
        #expect(file.summary.format == .worldcup)
        #expect(file.seconds().map { Int($0) } == [0, 0, 1, 2, 602])
        #expect(file.summary.duration == SimTime(seconds: 603))
    }

    @Test("a World Cup log longer than the buffer loses nothing at its seams")
    func longWorldCup() throws {
        let bytes = (0..<120_000).flatMap { TraceSample.worldCupRecord(894_000_000 + UInt32($0 / 100)) }
        let counts = try TraceFile.parse(bytes, file: "t").seconds().reduce(into: [Int](repeating: 0, count: 1200)) {
            $0[Int($1)] += 1
        }
        #expect(counts == [Int](repeating: 100, count: 1200))
    }

    @Test("lines longer and shorter than the buffer's seams are all read")
    func seams() throws {
        let text = (0..<150_000).map { "\(Double($0) / 8)\n" }.joined()
        #expect(text.utf8.count > 1 << 20)
        #expect(try TraceFile.text(text).seconds() == (0..<150_000).map { Double($0) / 8 })
    }

    @Test("Azure LLM: times with seven digits, and with an offset as from 2024 on")
    func azureLLM() throws {
        let text = """
            TIMESTAMP,ContextTokens,GeneratedTokens\r
            2023-11-16 18:15:46.6805900,374,44\r
            2023-11-16 18:15:50.9951690,396,109\r
            2023-11-16 20:15:51.5+02:00,879,55
            """
        let file = try TraceFile.text(text)
        #expect(file.summary.format == .azureLLM)
        #expect(file.seconds() == [0.68059, 4.995169, 5.5])
    }

    @Test("Azure Functions 2021: arrivals are ends less durations, sorted, of the functions that were asked for")
    func azure2021() throws {
        let text = """
            app,func,end_timestamp,duration
            a,f,10.5,0.25
            a,g,12.75,12.5
            b,f,11,0.5
            b,f,0.25,0.75
            """
        let file = try TraceFile.text(text)
        #expect(file.summary.format == .azure2021)
        // The first began half a second before the trace did; the run starts at the whole second before it.
        #expect(file.seconds() == [0.5, 1.25, 11.25, 11.5])
        func select(_ app: String?, _ function: String?) throws -> [Double] {
            try TraceFile.text(text, TraceOptions(selection: TraceSelection(app: app, function: function))).seconds()
        }
        #expect(try select("a", nil) == [0.25, 10.25])
        #expect(try select(nil, "f") == [0.5, 11.25, 11.5])
        #expect(try select("a", "g") == [0.25])
    }

    // MARK: Rates

    /// Points as `(seconds, rate)`.
    private func points(_ text: String, _ options: TraceOptions = TraceOptions()) throws -> [[Double]] {
        let rates = try #require(try TraceFile.text(text, options).rates)
        return rates.points.map { [$0.seconds, $0.requestsPerSecond] }
    }

    @Test("rates with timestamps, numbers or times; the last holds as long as the one before")
    func timestampRates() throws {
        let expected: [[Double]] = [[0, 5], [60, 7], [90, 0], [120, 0]]
        #expect(try points("timestamp,rate\n1700000000,5\n1700000060,7\n1700000090,0\n") == expected)
        #expect(
            try points(
                "timestamp,requests_per_second\n2023-11-16T18:15:00Z,5\n2023-11-16T18:16:00Z,7\n2023-11-16T18:16:30Z,0\n"
            )
                == expected)
    }

    @Test("a list of rates with its step")
    func rateList() throws {
        let options = TraceOptions(step: SimTime(seconds: 0.5))
        #expect(try points("3\n0\n4.5\n", options) == [[0, 3], [0.5, 0], [1, 4.5], [1.5, 0]])
    }

    @Test("counts a minute, with none in the minutes that are missing")
    func minuteCounts() throws {
        let text = "period,count\n1998-04-30 21:30:00,120\n1998-04-30 21:31:00,60\n1998-04-30 21:34:00,30\n"
        #expect(try points(text) == [[0, 2], [60, 1], [120, 0], [240, 0.5], [300, 0]])
    }

    @Test("Azure Functions 2019: counts a minute, of all functions or of those that were asked for")
    func azure2019() throws {
        let text = TraceSample.azure2019("o,a,f,http,60,0,120", "o,a,g,queue,0,30,60", "p,b,f,timer,6,6,6")
        #expect(try points(text) == [[0, 1.1], [60, 0.6], [120, 3.1], [180, 0]])
        func select(_ selection: TraceSelection) throws -> [[Double]] {
            try points(text, TraceOptions(selection: selection))
        }
        #expect(try select(TraceSelection(app: "a")) == [[0, 1], [60, 0.5], [120, 3], [180, 0]])
        #expect(try select(TraceSelection(function: "f")) == [[0, 1.1], [60, 0.1], [120, 2.1], [180, 0]])
        #expect(try select(TraceSelection(owner: "p")) == [[0, 0.1], [60, 0.1], [120, 0.1], [180, 0]])
    }

    @Test("Prometheus: series are summed, samples hold for a step, and none are made up where they are missing")
    func prometheus() throws {
        let text = TraceSample.prometheus(
            "[1435781430.781,\"1\"],[1435781445.781,\"2.5\"],[1435781490.781,\"4\"]",
            "[1435781430.781,\"0.5\"],[1435781445.781,\"1e1\"]")
        #expect(try points(text) == [[0, 1.5], [15, 12.5], [30, 0], [60, 4], [75, 0]])
        // Keys in another order, as jq writes them, and what newer versions add.
        let sorted = """
            {"data": {"result": [{"histograms": [[1, {"count": "3"}]], "values": [[0, "1"],
              [5, "2"]], "metric": {}}], "resultType": "matrix"}, "infos": ["a \\"b\\""], "status": "success", "warnings": []}
            """
        #expect(try points(sorted) == [[0, 1], [5, 2], [10, 0]])
    }

    // MARK: Replay

    @Test("fewer requests: each is kept or not; more: each is kept, and copies fall before the next")
    func scaling() throws {
        let times = (0..<10_000).map { Double($0) * 0.01 }
        let file = try TraceFile.text(times.map { "\($0)\n" }.joined())
        let half = file.nanoseconds(scale: 0.5)
        #expect(abs(half.count - 5000) < 4 * 50)
        #expect(Set(half).isSubset(of: Set(file.nanoseconds())))
        let more = file.nanoseconds(scale: 2.25)
        #expect(abs(more.count - 22_500) < 4 * 44)
        #expect(more == more.sorted())
        #expect(Set(file.nanoseconds()).isSubset(of: Set(more)))
        let perGap = file.nanoseconds(scale: 3).reduce(into: [Int](repeating: 0, count: 10_100)) {
            $0[Int($1 / 10_000_000)] += 1
        }
        // The copies of the last have the rest of the last second.
        #expect(perGap.prefix(9999).allSatisfy { $0 == 3 })
        #expect(perGap.reduce(0, +) == 30_000)
        #expect(file.nanoseconds(scale: 0).isEmpty)
        #expect(file.nanoseconds(scale: 2.25) == more)
    }

    @Test("no copy falls into a pause of the recording, save behind the last request before it")
    func pauses() throws {
        let burst = (0..<100).map { "\(Double($0) / 100)" }
        let later = (0..<100).map { "\(100 + Double($0) / 100)" }
        let seconds = try TraceFile.text((burst + later).joined(separator: "\n")).seconds(scale: 2)
        #expect(seconds.count == 400)
        #expect(seconds.filter { $0 > 1 && $0 < 99.99 }.count <= 1)
    }

    @Test(
        "sorting in runs, in memory or spooled, gives what sorting at once gives",
        arguments: [7, 1000, 20_000, 1 << 20])
    func sorting(runLength: Int) throws {
        let stream = RandomStream(seed: 9, purpose: .arrivals)
        let instants = (0..<20_000).map { Int64(bitPattern: stream.bits($0).0) >> 20 }
        var sorter = InstantSorter(runLength: runLength)
        for instant in instants { try sorter.add(instant) }
        var sorted = try sorter.finish()
        #expect(sorted.count == instants.count)
        var read: [Int64] = []
        while let instant = try sorted.next() { read.append(instant) }
        #expect(read == instants.sorted())
    }

    @Test("a file that changes between reading and replay ends the replay with a fault")
    func changedFile() throws {
        let folder = try Folder()
        let path = try folder.write((0..<100).map { "\($0)\n" }.joined(), to: "a.txt")
        let file = try TraceFile.open(path)
        #expect(file.seconds().count == 100)
        #expect(file.fault == nil)
        try folder.append("99\nx\n", to: "a.txt")
        #expect(file.seconds().count <= 101)
        #expect(file.fault?.message.contains("has changed while it was being replayed") == true)
        #expect(file.fault?.location?.file == path)
    }

    @Test("a trace simulates: the same requests in every replication, and fewer in a shorter run")
    func simulation() throws {
        var scenario = try SimulationTests.flashCrowd()
        let file = try TraceFile.text((0..<600).map { "\(Double($0) / 10)\n" }.joined())
        scenario.traffic = .trace(file, scale: 1, duration: file.summary.duration)
        #expect(Simulation(scenario).run(threads: 2).replications.allSatisfy { $0.requests == 600 })
        scenario.traffic = .trace(file, scale: 1, duration: SimTime(seconds: 30))
        #expect(Simulation(scenario).run(threads: 2).replications.allSatisfy { $0.requests == 300 })
        #expect(scenario.traffic.fault == nil)
    }
}

extension Folder {
    func append(_ text: String, to name: String) throws {
        let handle = try FileHandle(forWritingTo: url.appending(path: name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}
