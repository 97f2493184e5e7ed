import Testing

extension Launching {
    @Suite(
        "Replicas that are guests",
        .enabled(if: GuestRequirements.missing.isEmpty, "\(GuestRequirements.sentence)"))
    struct GuestReplicasTests {
        @Test("sixteen unikernels answer at once, and are counted as replicas like any others")
        func unikernels() throws {
            let outcome = try LiveScenarioFiles().validate(
                """
                traffic: {poisson: {rate: 40/s}, duration: 10s}
                service:
                  work: {family: exponential, mean: 1ms}
                  boot: {family: deterministic, value: 1s}
                  replicas: 16
                  balancing: roundrobin
                  request_timeout: 10s
                policy: {static: 16}
                objective: {latency: 250ms}
                """, on: .unikernel)
            #expect(outcome.live.technology == .unikernel)
            #expect(outcome.live.outcomes == ["answered": outcome.live.arrivalSeconds.count])
            #expect(outcome.live.boots.count == 16 && outcome.live.boots.allSatisfy { $0.failure == nil })
            #expect(outcome.live.figures.peakReplicas == 16 && outcome.live.figures.replicaSeconds == 160)
            #expect(outcome.live.problems.isEmpty)
        }
    }
}
