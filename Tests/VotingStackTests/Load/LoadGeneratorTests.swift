import BootProbe
import Foundation
import ScaleSim
import TestSupport
import Testing
import VotingStack

private func run(_ sendSeconds: [Double], port: UInt16, timeoutSeconds: Double = 5, inFlightMax: Int = 100) throws
    -> LoadReport
{
    let plan = LoadPlan(
        target: VotePage(Endpoint(address: "127.0.0.1", port: port)), sendSeconds: sendSeconds,
        timeoutSeconds: timeoutSeconds, inFlightMax: inFlightMax, seed: 7)
    let load = DedicatedThread(name: "load") { () throws(BootProbeError) in
        try LoadGenerator(plan: plan).run(from: HostInstant.now.advanced(bySeconds: 0.05))
    }
    return try load.wait()
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

@Suite("A voter's cookie")
struct VoterSecretTests {
    @Test("is the voter with half of its HMAC, as Python's hmac has it")
    func cookie() {
        let secret = VoterSecret("0123abcd")
        #expect(
            secret.cookie(of: "00112233445566778899aabbccddeeff")
                == "00112233445566778899aabbccddeeff.19185ce4f7d10989f0af324920055cc6")
    }

    @Test("is signed with the stack's own secret, which outlives it")
    func kept() throws {
        let folder = try TemporaryDirectory()
        let secret = try VoterSecret.kept(in: folder.file("stack"))
        #expect(secret.text.count == 64 && VoterSecret() != secret)
        #expect(try VoterSecret.kept(in: folder.file("stack")) == secret)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("stack/secret"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}

@Suite("The closed-loop load")
struct ClosedLoadTests {
    @Test("has each voter send again once answered, never more at once than there are, until its time is over")
    func closedLoop() throws {
        // One request at a time, 20 ms each.
        let listener = LocalListener(.answer(status: 200, afterSeconds: 0.02))
        defer { listener.stop() }
        let load = ClosedLoad(
            target: VotePage(Endpoint(address: "127.0.0.1", port: listener.port)), connections: 3,
            durationSeconds: 0.5, seed: 7)
        let report = try load.run()
        let count = report.records.count
        #expect(report.outcomes == [.answered: count] && (10...30).contains(count))
        #expect(listener.requests.count == count)
        #expect(report.records.dropLast().allSatisfy { $0.planned < 0.5 })
        for (record, earlier) in zip(report.records.dropFirst(3), report.records) {
            // Three are under way at most: the third one before has ended.
            #expect(record.planned >= earlier.done)
        }
        // Three share one server: Little's law.
        let summary = LoadSummary(report, connections: 3)
        let latency = try #require(summary.latencyMeanSeconds)
        #expect(abs(summary.throughput * latency / 3 - 1) < 0.2)
    }
}

@Suite("A load's summary")
struct LoadSummaryTests {
    private let report = LoadReport(
        records: (0..<1000).map { number in
            let planned = Double(number) * 0.01
            return RequestRecord(
                planned: planned, sent: planned + (number < 2 ? 0.006 : 0),
                done: planned + Double(number + 1) * 0.001, status: number < 990 ? 200 : 503,
                outcome: number < 990 ? .answered : .badStatus)
        }, inFlightPeak: 9)

    @Test("counts what was answered, and has quantiles of their latency to three digits")
    func figures() throws {
        let summary = LoadSummary(report)
        #expect(summary.requests == 1000 && summary.outcomes == ["answered": 990, "bad_status": 10])
        #expect(abs(summary.seconds - 10.99) < 1e-9)
        #expect(abs(try #require(summary.latencyP50Seconds) - 0.495) < 0.001)
        #expect(abs(try #require(summary.latencyP99Seconds) - 0.981) < 0.001)
        #expect(summary.latencyMaxSeconds == report.records[989].latency)
        #expect(abs(try #require(summary.latencyMeanSeconds) - 0.4955) < 1e-9)
    }

    @Test("says that the sender was late from more than one in a thousand on")
    func late() {
        #expect(LoadSummary(report).lateness.isExcessive)
        var onTime = report.records
        onTime[0].sent = onTime[0].planned
        #expect(!LoadSummary(LoadReport(records: onTime, inFlightPeak: 9)).lateness.isExcessive)
    }

    @Test("stands beside every request as a row")
    func rows() throws {
        let folder = try TemporaryDirectory()
        let file = try OutputFile(folder.file("requests.csv"))
        try report.writeRequests(to: file)
        let rows = try String(contentsOfFile: folder.file("requests.csv"), encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 1001)
        #expect(rows[0] == "request,planned_s,sent_s,done_s,latency_s,status,outcome")
        #expect(rows[2] == "1,0.010000,0.016000,0.012000,0.002000,200,answered")
        #expect(rows[1000] == "999,9.990000,9.990000,10.990000,1.000000,503,bad_status")
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

    @Test("is another vote of the same voter where requests share one")
    func sharedVoter() {
        let ballots = (0..<1_000).map { Ballot(seed: 3, index: $0, voter: 5) }
        #expect(Set(ballots.map(\.voterID)) == [Ballot(seed: 3, index: 5).voterID])
        #expect(ballots.map(\.option) == (0..<1_000).map { Ballot(seed: 3, index: $0).option })
    }
}
