import BootProbe
import Testing
import VotingStack

private func run(_ sendSeconds: [Double], port: UInt16, timeoutSeconds: Double = 5, inFlightMax: Int = 100) throws
    -> LoadReport
{
    let plan = LoadPlan(
        target: Endpoint(address: "127.0.0.1", port: port), sendSeconds: sendSeconds,
        timeoutSeconds: timeoutSeconds, inFlightMax: inFlightMax, seed: 7)
    return try LoadGenerator(plan: plan).run(from: HostInstant.now.advanced(bySeconds: 0.05))
}

@Suite("The open-loop load generator", .serialized)
struct LoadGeneratorTests {
    @Test("posts each planned vote once, with the voter and the option of its ballot")
    func posts() throws {
        let listener = LocalListener(.answer(status: 200, afterSeconds: 0))
        defer { listener.stop() }
        let report = try run((0..<50).map { Double($0) * 0.002 }, port: listener.port)
        #expect(report.outcomes == [.answered: 50])
        for index in 0..<50 {
            let ballot = Ballot(seed: 7, index: index)
            let sent = listener.requests.filter {
                $0.contains("Cookie: voter_id=\(ballot.voterID)\r\n") && $0.hasSuffix("\r\n\r\nvote=\(ballot.option)")
            }
            #expect(sent.count == 1)
        }
    }

    @Test("sends on time although nothing has been answered, and counts the wait from the planned instant")
    func openLoop() throws {
        // One request at a time, 50 ms each: the tenth of ten sent together waits for nine others.
        let listener = LocalListener(.answer(status: 200, afterSeconds: 0.05))
        defer { listener.stop() }
        let report = try run(Array(repeating: 0, count: 10), port: listener.port)
        let latencies = report.records.map(\.latency).sorted()
        #expect(report.inFlightPeak == 10)
        #expect(report.lateness.worst < 0.05)
        #expect(latencies[0] >= 0.05 && latencies[0] < 0.2)
        #expect(latencies[9] >= 0.5)
        #expect(report.latencyHistogram.totalCount == 10)
    }

    @Test("does not send beyond the bound on requests in flight, and says so")
    func sheds() throws {
        let listener = LocalListener(.answer(status: 200, afterSeconds: 0.1))
        defer { listener.stop() }
        let report = try run(Array(repeating: 0, count: 8), port: listener.port, inFlightMax: 3)
        #expect(report.outcomes == [.answered: 3, .shed: 5])
        #expect(listener.requests.count == 3)
        #expect(report.lateness.sends == 3)
    }

    @Test("tells failures apart")
    func classifies() throws {
        let refusing = LocalListener(.answer(status: 503, afterSeconds: 0))
        let hangingUp = LocalListener(.hangUp)
        let silent = LocalListener(.silent)
        defer {
            refusing.stop()
            hangingUp.stop()
            silent.stop()
        }
        let gone = LocalListener(.silent)
        gone.stop()
        let bad = try run([0], port: refusing.port)
        #expect(bad.records[0].outcome == .badStatus && bad.records[0].status == 503)
        #expect(try run([0], port: hangingUp.port).records[0].outcome == .connectionLost)
        #expect(try run([0], port: gone.port).records[0].outcome == .connectionRefused)
        let late = try run([0], port: silent.port, timeoutSeconds: 0.2).records[0]
        #expect(late.outcome == .timedOut && late.latency >= 0.2 && late.latency < 1)
    }
}

@Suite("Lateness")
struct LatenessTests {
    @Test("counts sends more than 5 ms late")
    func counts() {
        let lateness = Lateness([0, 0.004, 0.005, 0.006] + Array(repeating: 0, count: 96))
        #expect(lateness.sends == 100)
        #expect(lateness.lateShare == 0.01)
        #expect(lateness.p99 == 0.005)
        #expect(lateness.worst == 0.006)
    }
}

@Suite("A ballot")
struct BallotTests {
    @Test("is the same for the same seed and index, its voter no other's")
    func deterministic() {
        let ballots = (0..<10_000).map { Ballot(seed: 3, index: $0) }
        #expect(ballots == (0..<10_000).map { Ballot(seed: 3, index: $0) })
        #expect(Set(ballots.map(\.voterID)).count == 10_000)
        #expect(ballots.allSatisfy { $0.voterID.count == 32 })
        #expect((4_500...5_500).contains(ballots.count { $0.option == "a" }))
    }
}
