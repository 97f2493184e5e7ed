import ScaleSim
import Testing

/// What KEDA itself scales: upstream's `pkg/scaling/executor/scale_scaledobjects_test.go`, as numbers, and the edges of
/// the periods that `scaleToZeroOrIdle` compares.
@Suite struct KEDAZeroTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var spec: String
        var annotations: [String: String] = [:]
        var current: Int
        var queue: Double?
        var desired: Int
        var active: Bool
        var condition: String

        var testDescription: String { name }
    }

    static let requests: [Case] = [
        Case(
            name: "TestScaleToMinReplicasWhenNotActive", spec: "minReplicaCount: 0", current: 10, queue: 0, desired: 0,
            active: false, condition: "ScalerNotActive"),
        Case(
            name: "TestScaleToMinReplicasFromLowerInitialReplicaCount", spec: "minReplicaCount: 5", current: 1,
            queue: 0, desired: 5, active: false, condition: "ScalerNotActive"),
        Case(
            name: "TestScaleFromMinReplicasWhenActive", spec: "minReplicaCount: 0", current: 0, queue: 1, desired: 1,
            active: true, condition: "ScalerActive"),
        Case(
            name: "TestScaleToIdleReplicasWhenNotActive", spec: "idleReplicaCount: 0, minReplicaCount: 5", current: 10,
            queue: 0, desired: 0, active: false, condition: "ScalerNotActive"),
        Case(
            name: "TestScaleFromIdleToMinReplicasWhenActive", spec: "idleReplicaCount: 0, minReplicaCount: 5",
            current: 0, queue: 1, desired: 5, active: true, condition: "ScalerActive"),
        Case(
            name: "TestScaleToPausedReplicasCount", spec: "minReplicaCount: 0", annotations: ["paused-replicas": "0"],
            current: 2, queue: 1, desired: 0, active: false, condition: "ScaledObjectPaused"),
        Case(
            name: "TestEventWitTriggerInfo (2 to 5)", spec: "idleReplicaCount: 0, minReplicaCount: 5", current: 2,
            queue: 1, desired: 5, active: true, condition: "ScalerActive"),
        Case(
            name: "TestNoScaleToMinReplicasWhenNotActiveAndPauseScaleInAnnotationSet", spec: "minReplicaCount: 0",
            annotations: ["paused-scale-in": "true"], current: 10, queue: 0, desired: 10, active: false,
            condition: "ScalerNotActive"),
        Case(
            name: "TestNoScaleToIdleReplicasWhenNotActiveAndPauseScaleInAnnotationSet",
            spec: "idleReplicaCount: 0, minReplicaCount: 5", annotations: ["paused-scale-in": "true"], current: 10,
            queue: 0, desired: 10, active: false, condition: "ScalerNotActive"),
        Case(
            name: "TestScaleFromMinReplicasWhenActivationForced", spec: "minReplicaCount: 0",
            annotations: ["force-activation": "true"], current: 0, queue: 0, desired: 1, active: true,
            condition: "ScalerActive"),
        Case(
            name: "TestNoScaleFromMinReplicasWhenActiveAndPausedScaleOutAnnotationSet", spec: "minReplicaCount: 0",
            annotations: ["paused-scale-out": "true"], current: 0, queue: 1, desired: 0, active: true,
            condition: "ScalerActive"),
        Case(
            name: "TestNoScaleFromIdleReplicasToMinReplicasWhenActiveAndPausedScaleOutAnnotationSet",
            spec: "idleReplicaCount: 0, minReplicaCount: 5, maxReplicaCount: 10",
            annotations: ["paused-scale-out": "true"], current: 0, queue: 1, desired: 0, active: true,
            condition: "ScalerActive"),
        Case(
            name: "TestRequestScale_ScalerError_HPAHealthy", spec: "minReplicaCount: 0", current: 1, queue: nil,
            desired: 1, active: false, condition: "TriggerError"),
        Case(
            name: "TestRequestScale_ScalerErrorWithFallback_HPAHealthy",
            spec: "minReplicaCount: 0, fallback: {failureThreshold: 3, replicas: 5}", current: 1, queue: nil,
            desired: 1, active: false, condition: "ScalerNotActive"),
    ]

    @Test("one request to scale ends as upstream's does", arguments: requests)
    func upstream(_ test: Case) throws {
        var policy = try KEDASample.policy(test.spec, annotations: test.annotations)
        let decision = policy.decide(KEDASample.observation(0, test.current, queue: test.queue))
        #expect(decision.desired == test.desired)
        #expect(decision.active == test.active)
        #expect(decision.condition == test.condition, "\(decision.reason)")
    }

    @Test("zero comes once more than the cooldown has passed since a trigger was last active, and not before")
    func cooldown() throws {
        var policy = try KEDASample.policy("cooldownPeriod: 100")
        #expect(policy.decide(KEDASample.observation(0, 0, queue: 1)).desired == 1)
        #expect(policy.decide(KEDASample.observation(30, 1, queue: 5)).desired == 1)
        for time in [60.0, 130] {
            let decision = policy.decide(KEDASample.observation(time, 1, queue: 0))
            #expect(decision.desired == 1, "at \(time) s")
            #expect(decision.condition == "ScalerCooldown")
            #expect(decision.active == false)
        }
        #expect(policy.decide(KEDASample.observation(131, 1, queue: 0)).desired == 0)
        #expect(policy.decide(KEDASample.observation(160, 0, queue: 0)).desired == 0)
    }

    @Test("the default cooldown is 300 s, and the time of the last activity is kept in whole seconds")
    func wholeSeconds() throws {
        var policy = try KEDASample.policy()
        _ = policy.decide(KEDASample.observation(10.9, 1, queue: 1))
        #expect(policy.decide(KEDASample.observation(310, 1, queue: 0)).desired == 1)
        #expect(policy.decide(KEDASample.observation(310.1, 1, queue: 0)).desired == 0)
    }

    @Test("the initial cooldown counts from the first evaluation while no trigger has been active")
    func initialCooldown() throws {
        var policy = try KEDASample.policy("initialCooldownPeriod: 60, cooldownPeriod: 1000")
        #expect(policy.decide(KEDASample.observation(15, 3, queue: 0)).desired == 3)
        #expect(policy.decide(KEDASample.observation(75, 3, queue: 0)).desired == 3)
        #expect(policy.decide(KEDASample.observation(76, 3, queue: 0)).desired == 0)
        #expect(policy.decide(KEDASample.observation(80, 0, queue: 1)).desired == 1)
        #expect(policy.decide(KEDASample.observation(600, 1, queue: 0)).desired == 1)
    }

    @Test("activity beside a failing trigger does not renew the cooldown")
    func partialError() throws {
        let other = "{type: redis, name: other, metadata: {address: 'r:6379', listName: o}}"
        var policy = try KEDASample.policy("cooldownPeriod: 60", triggers: [KEDASample.queue, other])
        func observation(_ time: Double, queue: Double, other: Double?) -> Observation {
            var observation = KEDASample.observation(time, 1, queue: queue)
            observation.externalMetrics["other"] = other
            return observation
        }
        _ = policy.decide(observation(0, queue: 1, other: 0))
        let partial = policy.decide(observation(50, queue: 1, other: nil))
        #expect(partial.active == true)
        #expect(partial.condition == "PartialTriggerError")
        #expect(partial.reason.contains("other"))
        #expect(policy.decide(observation(60, queue: 0, other: 0)).desired == 1)
        #expect(policy.decide(observation(61, queue: 0, other: 0)).desired == 0)
    }

    @Test(
        "a trigger is active above its activation value only, whatever its target",
        arguments: [
            (KEDASample.queue, 0.0, false), (KEDASample.queue, 1, true),
            ("{type: redis, name: queue, metadata: {listName: l, activationListLength: '10'}}", 10, false),
            ("{type: redis, name: queue, metadata: {listName: l, activationListLength: '10'}}", 11, true),
            ("{type: redis, name: queue, metadata: {listName: l, activationListLength: '-1'}}", 0, true),
            ("{type: prometheus, name: queue, metadata: {query: up, threshold: '100'}}", 0, false),
            ("{type: prometheus, name: queue, metadata: {query: up, threshold: '100'}}", 0.0004, true),
            (
                "{type: prometheus, name: queue, metadata: {query: up, threshold: '1', activationThreshold: '2.5'}}",
                2.5, false
            ),
            (
                "{type: prometheus, name: queue, metadata: {query: up, threshold: '1', activationThreshold: '2.5'}}",
                2.501, true
            ),
            ("{type: prometheus, name: queue, metadata: {query: up, threshold: '1'}}", -3, false),
        ])
    func activation(_ trigger: String, value: Double, isActive: Bool) throws {
        var policy = try KEDASample.policy(triggers: [trigger])
        let decision = policy.decide(KEDASample.observation(0, 0, queue: value))
        #expect(decision.active == isActive)
        #expect(decision.desired == (isActive ? 1 : 0))
    }

    @Test("below a minimum that is not idle a target is brought up to it, also from zero")
    func minimum() throws {
        var policy = try KEDASample.policy("minReplicaCount: 3")
        #expect(policy.decide(KEDASample.observation(0, 0, queue: 0)).desired == 3)
        #expect(policy.decide(KEDASample.observation(30, 3, queue: 0)).desired == 3)
    }

    @Test("an idle count above zero is fought by the autoscaler, whose minimum it is below")
    func idleAboveZero() throws {
        var policy = try KEDASample.policy("idleReplicaCount: 1, minReplicaCount: 4")
        #expect(policy.decide(KEDASample.observation(0, 6, queue: 0)).desired == 1)
        let decision = policy.decide(KEDASample.observation(30, 1, queue: 0))
        #expect(decision.desired == 4)
        #expect(decision.reason.contains("below minReplicas"))
    }

    @Test(
        "annotations pause, whatever they say that is not false",
        arguments: [
            ([:], 0), (["paused": "true"], 7), (["paused": "false"], 0), (["paused": "invalid"], 7),
            (["paused-replicas": "5"], 5), (["paused": "true", "paused-replicas": "5"], 5),
            (["paused": "false", "paused-replicas": "5"], 5),
        ] as [([String: String], Int)])
    func paused(_ annotations: [String: String], desired: Int) throws {
        var policy = try KEDASample.policy(annotations: annotations)
        #expect(policy.decide(KEDASample.observation(0, 7, queue: 0)).desired == desired)
    }

    @Test("pauses in one direction hold the autoscaler, too")
    func pausedAutoscaler() throws {
        var noOut = try KEDASample.policy(annotations: ["paused-scale-out": "true"])
        #expect(noOut.decide(KEDASample.observation(0, 2, queue: 50)).desired == 2)
        var noIn = try KEDASample.policy("minReplicaCount: 1", annotations: ["paused-scale-in": "true"])
        for time in stride(from: 0.0, through: 900, by: 30) {
            #expect(noIn.decide(KEDASample.observation(time, 6, queue: 5)).desired == 6)
        }
    }
}
