import Foundation
import Profiles
import ScaleSim
import Testing

/// The comparison of simulation and theory itself; `scalesim theory` makes it at full length.
@Suite struct TheoryCheckTests {
    @Test("the simulator agrees with theory")
    func agrees() {
        let names = [
            "M/M/1, load 0.8", "M/M/2, load 0.8", "M/D/4, load 0.8", "M/G/1 (gamma, cv² 2), load 0.5",
            "M/G/1 (measured values), load 0.8", "M/G/4 (cv² 2), load 0.8", "M/M/2/6, load 0.8",
            "M/M/10/10, load 0.8", "M/G/1-PS (gamma, cv² 2.5), load 0.5", "tandem of M/M/2 and M/M/1, load 0.5",
            "M/M/1/setup, load 0.5", "M/M/4/setup, load 0.5", "M/M/∞/setup, load 0.5", "M/M/2//20, load 0.8",
            "M/M/4/setup/delayed-off, load 0.5", "M/M/1/setup/delayed-off (constant), load 0.5",
            "3 × M/M/1 by random split, load 0.5",
        ]
        let cases = TheoryCase.list(leastRequests: 12_000).filter { names.contains($0.name) }
        #expect(cases.count == names.count)
        for check in TheoryCheck.run(cases, replications: 10, seed: 1, threads: 2) { #expect(check.ok, "\(check)") }
    }

    @Test("every case has a name of its own, and a mean service of a second")
    func list() {
        let names = TheoryCase.list().flatMap { theoryCase in theoryCase.claims.map(theoryCase.name(of:)) }
        #expect(Set(names).count == names.count)
        #expect(names.contains("M/M/10, load 0.95: mean wait"))
        for theoryCase in TheoryCase.list() {
            let load = Double(theoryCase.name.split(separator: " ").last ?? "")
            for claim in theoryCase.claims where theoryCase.name.hasPrefix("M/G/1") && claim.figure == .waitingShare {
                #expect(isClose(claim.theory, load ?? 0))
            }
        }
    }

    @Test("what is wrong is found out, unless it is an approximation and within its band; so is a vague answer")
    func finds() {
        func check(_ theory: Double, band: Double = 0) -> TheoryCheck {
            let run = SteadyStateRun(load: 0.5, occupancy: .exponential(mean: 1), leastRequests: 20_000)
            let theoryCase = TheoryCase(
                "case", family: .exponential, load: 0.5, run, [.init(.meanWait, theory, band: band)])
            return TheoryCheck.run([theoryCase], replications: 8, seed: 1, threads: 2)[0]
        }
        #expect(check(1).ok)
        #expect(!check(1.12).ok)
        #expect(!check(0.89).ok)
        #expect(check(1.12, band: 0.1).ok)
        #expect(!check(1.3, band: 0.1).ok)
        // Two short runs at a high load: an interval that would hold nearly anything.
        let busy = SteadyStateRun(load: 0.8, occupancy: .exponential(mean: 1), leastRequests: 0)
        let vague = TheoryCheck.run(
            [TheoryCase("busy", family: .exponential, load: 0.8, busy, [.init(.meanWait, 4)])], replications: 2,
            seed: 1, threads: 2)[0]
        #expect(vague.ciLow < 4 && vague.ciHigh > 4)
        #expect(!vague.ok)
    }

    /// Two at once in each second of the warm-up, of which one waits for half a second; then one a second.
    @Test("the warm-up leaves no trace")
    func warmUp() throws {
        // The warm-up is ten times 13 s.
        let instants = (0..<3000).flatMap { second in
            [SimTime](repeating: SimTime(seconds: Double(second)), count: second < 130 ? 2 : 1)
        }
        let run = SteadyStateRun(memory: 13, arrivalRate: 1, leastRequests: 2000) { seconds in
            Scenario(
                name: "start",
                traffic: .recorded(
                    instants.filter { $0.seconds < seconds }, duration: SimTime(seconds: seconds)),
                service: ServiceModel(
                    profile: ServiceProfile(
                        servers: 1, occupancy: .deterministic(value: 0.5), delay: .deterministic(value: 0),
                        throughput: []), boot: .deterministic(value: 1), initialReplicas: 1),
                policy: StaticPolicy(replicas: 1), policyName: "static", objective: SimTime(seconds: 1))
        }
        let figures = run.replications(2, seed: 1, threads: 1)[0]
        #expect(abs(try #require(figures[.meanWait])) < 1e-12)
        #expect(abs(try #require(figures[.waitingShare])) < 1e-12)
        #expect(isClose(try #require(figures[.meanTimeInSystem]), 0.5))
        #expect(figures[.lostShare] == 0)
    }

    @Test("95 % intervals hold the truth about that often, and rarely hold something else")
    func coverage() {
        let theoryCase = Self.smallCase(
            "M/M/1", .exponential,
            [.init(.meanWait, 1), .init(.waitingShare, 0.5), .init(.waitingShare, 0.4), .init(.meanWait, 2, band: 0.5)])
        let result = TheoryCoverage([theoryCase], repetitions: 100, replications: 5, seed: 2, threads: 2)
        // The approximation is left out.
        let shares = result.claims.map(\.coverage)
        #expect(shares.map(\.intervals) == [100, 100, 100])
        #expect(shares[0].ok && shares[1].ok)
        #expect(shares[0].share > 0.88 && shares[1].share > 0.88)
        #expect(!shares[2].ok)
        #expect(shares[2].share < 0.1 && shares[2].above > 0.9)
        #expect(abs(result.claims[2].bias.mean - 0.25) < 0.02)
        #expect((result.claims[1].bias.low ?? 1) < 0 && (result.claims[1].bias.high ?? -1) > 0)
        #expect(!result.all.ok)
        #expect(result.verdicts.total == 3 + 1 + 1 + 2 + 1)
        for share in shares + [result.all] { #expect(isClose(share.share + share.below + share.above, 1)) }
    }

    /// The same claim twice says no more than once.
    @Test("what is common to several claims is counted together, and no surer than their runs are many")
    func groups() {
        let cases = [
            Self.smallCase("one", .exponential, [.init(.meanWait, 1.02), .init(.meanTimeInSystem, 2.02)]),
            Self.smallCase("other", .loss, [.init(.meanWait, 1.02)]),
        ]
        let result = TheoryCoverage(cases, repetitions: 40, replications: 5, seed: 3, threads: 2)
        #expect(result.families.map(\.name) == ["M/M/c", "loss and finite queues"])
        #expect(result.families.map(\.coverage.intervals) == [80, 40])
        #expect(result.families[1].coverage == result.claims[2].coverage)
        #expect(result.loads.map(\.name) == ["load 0.5"])
        #expect(result.loads[0].coverage == result.all)
        #expect(result.figures.map(\.coverage.intervals) == [80, 40])
        #expect(result.all.intervals == 120)
        // Mean wait and mean time in system hold or miss together, but for a few.
        let (group, alone) = (result.families[0].coverage, result.claims[0].coverage)
        #expect(group.ciHigh - group.ciLow > 0.85 * (alone.ciHigh - alone.ciLow))
    }

    @Test("coverage is the same on any number of threads, and all of it is in the JSON")
    func coverageJSON() throws {
        func result(threads: Int) -> TheoryCoverage {
            TheoryCoverage(
                [Self.smallCase("M/M/1", .exponential, [.init(.meanWait, 1)])], repetitions: 3, replications: 2,
                seed: 4, threads: threads)
        }
        #expect(result(threads: 1) == result(threads: 2))
        let data = try JSONFormat.encode(result(threads: 1))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            Set(object.keys) == ["repetitions", "replications", "claims", "families", "loads", "figures", "all"])
        let claim = try #require((object["claims"] as? [[String: Any]])?.first)
        #expect(Set(claim.keys) == ["name", "family", "model", "load", "figure", "theory", "bias", "coverage"])
        #expect(claim["name"] as? String == "M/M/1, load 0.5: mean wait")
        let coverage = try #require(claim["coverage"] as? [String: Any])
        #expect(Set(coverage.keys) == ["intervals", "share", "below", "above", "ci_low", "ci_high", "ok"])
    }

    private static func smallCase(
        _ name: String, _ family: TheoryFamily, _ claims: [TheoryCase.Claim]
    ) -> TheoryCase {
        let run = SteadyStateRun(load: 0.5, occupancy: .exponential(mean: 1), leastRequests: 1500)
        return TheoryCase(name, family: family, load: 0.5, run, claims)
    }

    @Test("a queue is run for longer where services vary more, and where each replica sees a part of the requests")
    func memory() {
        let plain = SteadyStateRun.memory(load: 0.9, servers: 1)
        #expect(SteadyStateRun.memory(load: 0.9, servers: 1, squaredVariation: 0) == plain)
        #expect(isClose(SteadyStateRun.memory(load: 0.9, servers: 1, squaredVariation: 3) - 1, 2 * (plain - 1)))
        func seconds(replicas: Int) -> Double {
            SteadyStateRun(
                load: 0.9, occupancy: .exponential(mean: 1), replicas: replicas, balancing: .random(draws: 1),
                leastRequests: 0
            ).seconds
        }
        // Thrice the requests at thrice the rate.
        #expect(isClose(seconds(replicas: 3), seconds(replicas: 1)))
    }

    @Test("the JSON has one object for each claim")
    func json() throws {
        let cases = TheoryCase.list(leastRequests: 2000).filter { $0.name == "M/M/1, load 0.5" }
        let checks = TheoryCheck.run(cases, replications: 3, seed: 1, threads: 2)
        #expect(checks == TheoryCheck.run(cases, replications: 3, seed: 1, threads: 1))
        let data = try JSONFormat.encode(checks)
        let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(rows.count == 3)
        #expect(
            Set(rows[0].keys) == ["name", "theory", "simulated", "ci_low", "ci_high", "confidence", "ok"])
        // Three claims: each interval has 98 1/3 %.
        #expect(isClose(checks[0].confidence, 1 - 0.05 / 3))
    }
}
