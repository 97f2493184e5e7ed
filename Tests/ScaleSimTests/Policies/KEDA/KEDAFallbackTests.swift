import ScaleSim
import Testing

/// Fallbacks: the numbers of upstream's `pkg/fallback/fallback_test.go`, seen from outside as replicas.
@Suite struct KEDAFallbackTests {
    static let ten = "{type: redis, name: queue, metadata: {address: 'r:6379', listName: l, listLength: '10'}}"
    static let static10 = "fallback: {failureThreshold: 3, replicas: 10}"

    @Test("only after more failures in a row than the threshold the fallback takes the metric's place")
    func threshold() throws {
        var policy = try KEDASample.policy(Self.static10, triggers: [Self.ten])
        for failure in 1...3 {
            let decision = policy.decide(KEDASample.observation(Double(failure) * 30, 6, queue: nil))
            #expect(decision.desired == 6, "failure \(failure)")
            #expect(decision.active == false)
            #expect(decision.reason.contains("unable to get metric"))
        }
        let decision = policy.decide(KEDASample.observation(120, 6, queue: nil))
        #expect(decision.desired == 10)
        #expect(decision.active == true)
    }

    @Test("a success begins the count anew: 'should reset the health status when scaler metrics are available'")
    func reset() throws {
        var policy = try KEDASample.policy(Self.static10, triggers: [Self.ten])
        for time in 0..<3 { _ = policy.decide(KEDASample.observation(Double(time), 6, queue: nil)) }
        #expect(policy.decide(KEDASample.observation(3, 6, queue: 60)).desired == 6)
        for time in 4..<7 {
            #expect(policy.decide(KEDASample.observation(Double(time), 6, queue: nil)).desired == 6)
        }
        #expect(policy.decide(KEDASample.observation(7, 6, queue: nil)).desired == 10)
    }

    @Test("without a fallback errors stay errors: 'should propagate the error when fallback is disabled'")
    func disabled() throws {
        var policy = try KEDASample.policy(triggers: [Self.ten])
        for time in 0..<20 {
            let decision = policy.decide(KEDASample.observation(Double(time) * 30, 6, queue: nil))
            #expect(decision.desired == 6)
            #expect(decision.condition == "TriggerError")
        }
    }

    @Test(
        "each behaviour asks for its number of replicas",
        arguments: [
            // Behaviour, fallback.replicas, current, replicas asked for.
            ("static", 10, 15, 10), ("static", 10, 6, 10),
            ("currentReplicas", 10, 6, 6), ("currentReplicas", 3, 9, 9),
            ("currentReplicasIfHigher", 10, 6, 10), ("currentReplicasIfHigher", 10, 15, 15),
            ("currentReplicasIfLower", 10, 6, 6), ("currentReplicasIfLower", 10, 15, 10),
        ])
    func behaviour(_ behaviour: String, fallback: Int, current: Int, asked: Int) throws {
        for type in ["AverageValue", "Value"] {
            let trigger = Self.ten.replacing("name: queue,", with: "name: queue, metricType: \(type),")
            // Nothing but what is asked for counts: no stabilisation downwards.
            var policy = try KEDASample.policy(
                """
                fallback: {failureThreshold: 0, replicas: \(fallback), behavior: \(behaviour)}, advanced: \
                {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {stabilizationWindowSeconds: 0}}}}
                """, triggers: [trigger])
            #expect(policy.decide(KEDASample.observation(30, current, queue: nil)).desired == asked, "\(type)")
        }
    }

    @Test("a target for the whole metric needs ready replicas, without which the error stays")
    func valueWithoutPods() throws {
        let trigger = Self.ten.replacing("name: queue,", with: "name: queue, metricType: Value,")
        var policy = try KEDASample.policy("fallback: {failureThreshold: 0, replicas: 10}", triggers: [trigger])
        var observation = KEDASample.observation(0, 4, queue: nil)
        observation.pods = observation.pods.map { PodObservation(name: $0.name, ready: false) }
        let decision = policy.decide(observation)
        #expect(decision.desired == 4)
        #expect(decision.active == false)
    }

    @Test("an idle target is woken by the fallback, and an inactive one is held until it comes")
    func zero() throws {
        var policy = try KEDASample.policy(Self.static10, triggers: [Self.ten])
        for time in 0..<3 { #expect(policy.decide(KEDASample.observation(Double(time), 0, queue: nil)).desired == 0) }
        let woken = policy.decide(KEDASample.observation(3, 0, queue: nil))
        #expect(woken.desired == 1)
        #expect(woken.active == true)
        #expect(policy.decide(KEDASample.observation(4, 1, queue: nil)).desired == 4)
    }

    @Test("a fallback to zero replicas does not keep an inactive target from zero")
    func fallbackToZero() throws {
        var policy = try KEDASample.policy("fallback: {failureThreshold: 3, replicas: 0}", triggers: [Self.ten])
        #expect(policy.decide(KEDASample.observation(0, 2, queue: nil)).desired == 0)
    }
}
