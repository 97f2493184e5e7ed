@testable import ScaleSim
import Testing

/// The formulas of scaling modifiers: results by hand from the language definition of expr, and those of upstream's
/// `formula_test.go`, `scaledobject_webhook_test.go` and `scale_handler_test.go`.
@Suite struct KEDAFormulaTests {
    static let names = ["a", "b", "trig_one"]

    @Test(
        "a formula has the value that its language gives it, with a = 3, b = 2.5, trig_one = -1",
        arguments: [
            ("a + b", 5.5), ("(a + b) / 2", 2.75), ("a - b * 2", -2), ("2 ** 3 ** 2", 512), ("-2 ** 2", -4), ("2^3", 8),
            ("7 / 2", 3.5), ("7 % 4", 3), ("-7 % 4", -3), ("int(a) % 2", 1), ("10 - 4 - 3", 3), ("1_000", 1000),
            ("1e3", 1000), (".5 + 1.", 1.5), ("a > b ? 10 : 20", 10), ("a < b ? 10 : b", 2.5),
            ("trig_one < 2 ? trig_one+a >= 2 ? 5 : 10 : 0", 5), ("float(trig_one < 5 ? a + trig_one : 5)", 2),
            ("float(float(a < 5 ? a + b : 5))", 5.5), ("count([a,trig_one],{#>1}) > 1 ? 5 : 0", 0),
            ("count([a,b],{#>1}) > 1 ? 5 : 0", 5), ("count([a, b], # > 1)", 2), ("a == 3 && b != 3 ? 1 : 0", 1),
            ("a == 3 and not (b == 2.5) ? 1 : 0", 0), ("!(a > 1) || b > 1 ? 1 : 0", 1),
            ("not true == false ? 1 : 0", 1), ("1 < b < 3 ? 1 : 0", 1), ("1 < b < 2 ? 1 : 0", 0),
            ("max(a, b, 7)", 7), ("min([a, b])", 2.5), ("max(a, [b, [9]])", 9), ("mean(a, b, 0.5)", 2),
            ("median([a, b, 100])", 3), ("median(a, b)", 2.75), ("sum([a, b])", 5.5), ("sum([a, b], # * 2)", 11),
            ("abs(trig_one)", 1), ("ceil(b)", 3), ("floor(b)", 2), ("round(b)", 3), ("round(-2.5)", -3),
            ("int(-2.9)", -2), ("len([a, b])", 2), ("all([a, b], # > 1) ? 1 : 0", 1),
            ("one([a, b], # > 2.7) ? 1 : 0", 1),
            ("none([a, b], {# > 3}) ? 1 : 0", 1), ("any([a, b], {# > 2.9}) ? 1 : 0", 1),
            ("sum(filter([a, b, 1], # < 3))", 3.5), ("sum(map([a, b], # * 10))", 55), ("let x = a * 2; x + 1", 7),
            ("let x = a; let y = x + 1; x * y", 12), ("a ?? 1", 3), ("(a ?? 1) + (b ?? 1)", 5.5), ("a + b ?? 1", 5.5),
            ("nil ?? 4", 4), ("(a > 5) ?: (b > 1) ? 1 : 0", 1), ("9223372036854775807 + 1", -9.223372036854775808e18),
            ("1 / 0", .infinity), ("a > 1 ? 1.5 : 2", 1.5),
        ])
    func values(_ text: String, expected: Double) throws {
        #expect(try KEDAFormula(text, names: Self.names).value(of: [3, 2.5, -1]) == expected)
    }

    @Test(
        "a trigger that failed for too long is nil, which `??` and `==` take and nothing else",
        arguments: [
            ("a ?? b ?? 8", 2.5, nil), ("a ?? 8", 8, nil), ("a == nil ? 1 : 2", 1, nil), ("a ?? trig_one", nil, nil),
            ("a + b ?? 1", nil, "invalid operation"), ("a > 1 ? 1 : 2", nil, "invalid operation"),
            ("max(a, b)", nil, "invalid argument for max"), ("count([b, a], {# > 1})", nil, "invalid operation"),
            ("any([b, a], {# > 1}) ? 1 : 2", 1, nil), ("-a", nil, "invalid operation"),
        ] as [(String, Double?, String?)])
    func missing(_ text: String, expected: Double?, error: String?) throws {
        let formula = try KEDAFormula(text, names: Self.names)
        do throws(FormulaError) {
            #expect(try formula.value(of: [nil, 2.5, nil]) == expected)
            #expect(error == nil)
        } catch let failure {
            #expect(failure.message.contains(error ?? "no error"), "\(failure.message)")
        }
    }

    @Test("a formula that begins with a conversion is not converted again, and must be a float by itself")
    func conversion() throws {
        let formula = try KEDAFormula("float(a) > 1 ? 5 : 6.5", names: Self.names)
        #expect(throws: FormulaError("formula returned non-float result int (5)")) { try formula.value(of: [3, 0, 0]) }
        #expect(try formula.value(of: [0, 0, 0]) == 6.5)
    }

    @Test(
        "what is wrong or not supported is named",
        arguments: [
            ("a + c", "there is no trigger called `c`"), ("a +", "unexpected the end"), ("", "unexpected the end"),
            ("(a", "expected `)`, found the end"), ("a b", "unexpected `b`"), ("a + 'x'", "texts in quotes"),
            ("a | abs()", "`|` is not supported"), ("a in [1, 2] ? 1 : 0", "`in` is not supported"),
            ("[a, b][0]", "`[` is not supported"), ("a.b", "`.` is not supported"),
            ("sum(1..3)", "`..` is not supported"),
            ("if a > 1 { 1 } else { 2 }", "`if` is not supported"), ("{a: 1}", "`{` is not supported"),
            ("sqrt(a)", "the function `sqrt` is not supported"), ("maxx(a)", "did you mean `max`?"),
            ("a > 1", "its result is a bool"), ("[a]", "its result is a list"), ("nil", "its result is nil"),
            ("a % 2", "`%` of a float64 and an int"), ("a && b", "`&&` of a float64 and a float64"),
            ("a + (b > 1)", "`+` of a float64 and a bool"), ("a ? 1 : 2", "a condition that is a float64"),
            ("a ?? b + 1", "cannot be mixed"), ("1 < (a > b) < 3 ? 1 : 0", "`<` of an int and a bool"),
            ("count([a, b], #)", "the predicate of count is a float64"), ("abs(a, b)", "expected 1, got 2"),
            ("max()", "not enough arguments"), ("# + 1", "unexpected `#`"), ("let a = 1; a", "cannot redeclare `a`"),
            ("0x10", "bad number syntax"), ("12abc", "bad number syntax"), ("99999999999999999999", "is no number"),
            ("a @ b", "unrecognized character `@`"), ("a // b", "comments"), ("a = b", "unexpected `=`"),
        ])
    func errors(_ text: String, message: String) {
        do throws(FormulaError) {
            _ = try KEDAFormula(text, names: Self.names)
            Issue.record("\(text) was read")
        } catch {
            #expect(error.message.contains(message), "\(error.message)")
        }
    }

    @Test("depth is bounded, by nesting of any kind and by rows of operators")
    func depth() {
        for text in [
            String(repeating: "(", count: 10_000), String(repeating: "-", count: 10_000) + "a",
            String(repeating: "a + ", count: 10_000) + "a", String(repeating: "a > 1 ? ", count: 10_000) + "a",
            String(repeating: "[", count: 10_000), String(repeating: "let x = ", count: 10_000),
            String(repeating: "abs(", count: 10_000), String(repeating: "a ** ", count: 10_000) + "a",
        ] {
            #expect(throws: FormulaError.self) { try KEDAFormula(text, names: ["a"]) }
        }
        let sum = Array(repeating: "a", count: 90).joined(separator: " + ")
        #expect((try? KEDAFormula(sum, names: ["a"]).value(of: [2])) == 180)
    }

    @Test("no row of tokens brings the reader down", arguments: 0..<50)
    func random(_ seed: Int) {
        let tokens = [
            "a", "b", "1", "2.5", "nil", "true", "(", ")", "[", "]", "{", "}", ",", "+", "-", "*", "/", "%", "**", "??",
            "?", ":", "<", ">=", "==", "&&", "or", "not", "!", "#", "let", "x", "=", ";", "max(", "count(", "int(",
            "float(", "9223372036854775807", ".", "..", "|",
        ]
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func draw(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        for _ in 0..<200 {
            let text = (0..<(1 + draw(14))).map { _ in tokens[draw(tokens.count)] }.joined(separator: " ")
            guard let formula = try? KEDAFormula(text, names: ["a", "b"]) else { continue }
            _ = try? formula.value(of: [3, nil])
            _ = try? formula.value(of: [-1, 1e300])
        }
    }

    // MARK: In a ScaledObject

    static let two = [
        "{type: redis, name: a, metadata: {address: x, listName: a}}",
        "{type: redis, name: b, metadata: {address: x, listName: b}}",
    ]

    static func modified(_ modifiers: String, _ rest: String = "") -> String {
        "advanced: {scalingModifiers: {\(modifiers)}}" + (rest.isEmpty ? "" : ", " + rest)
    }

    private func observation(_ time: Double, _ replicas: Int, a: Double?, b: Double?) -> Observation {
        var observation = Observation(time: time, currentReplicas: replicas, pods: KEDASample.pods(replicas))
        observation.externalMetrics = ["a": a, "b": b].compactMapValues { $0 }
        return observation
    }

    @Test("the composite metric takes the place of all external ones: 2 + 5 of target 2 asks for 4")
    func composite() throws {
        var policy = try KEDASample.policy(Self.modified("formula: a + b, target: '2'"), triggers: Self.two)
        #expect(policy.spec.hpa.metrics == [.external(name: "composite-metric", .average(milli: 2000))])
        let decision = policy.decide(observation(0, 3, a: 2, b: 5))
        #expect(decision.desired == 4)
        #expect(decision.reason.contains("composite-metric 7000m"))
    }

    @Test("a formula below zero scales out, as far as may be")
    func belowZero() throws {
        var policy = try KEDASample.policy(
            Self.modified("formula: a - b, target: '2'", "minReplicaCount: 1, maxReplicaCount: 9"), triggers: Self.two)
        let first = policy.decide(observation(0, 3, a: 2, b: 5))
        #expect(first.desired == 6)
        #expect(first.reason.contains("composite-metric -3000m of target 2000m, taken for an overflow,"))
        #expect(policy.decide(observation(15, 6, a: 2, b: 5)).desired == 9)
    }

    @Test("activity is that of the composite metric alone, above activationTarget")
    func activation() throws {
        for (target, isActive) in [("0", true), ("6.9", true), ("7", false)] {
            var policy = try KEDASample.policy(
                Self.modified("formula: a + b, target: '2', activationTarget: '\(target)'"), triggers: Self.two)
            #expect(policy.decide(observation(0, 0, a: 2, b: 5)).active == isActive, "\(target)")
        }
        var negative = try KEDASample.policy(Self.modified("formula: a - b, target: '2'"), triggers: Self.two)
        #expect(negative.decide(observation(0, 1, a: 2, b: 5)).active == false)
    }

    @Test("while a trigger fails there is no composite metric and no activity, until its fallback")
    func failing() throws {
        var policy = try KEDASample.policy(
            Self.modified("formula: a + b, target: '2'", "fallback: {failureThreshold: 1, replicas: 6}"),
            triggers: Self.two)
        let first = policy.decide(observation(0, 3, a: 2, b: nil))
        #expect(first.active == false)
        #expect(first.desired == 3)
        let second = policy.decide(observation(30, 3, a: 2, b: nil))
        #expect(second.active == true)
        #expect(second.desired == 6)
    }

    @Test("a fallback is invalid beside a target that is no whole number")
    func fractionalTarget() throws {
        var policy = try KEDASample.policy(
            Self.modified("formula: a + b, target: '2.5'", "fallback: {failureThreshold: 0, replicas: 6}"),
            triggers: Self.two)
        for time in [0.0, 30, 60] {
            #expect(policy.decide(observation(time, 3, a: 2, b: nil)).desired == 3)
        }
    }

    @Test("a fallback left to the formula: the next trigger, a constant, and without a result replicas by target")
    func fallbackByFormula() throws {
        let fallback = "fallback: {failureThreshold: 0, replicas: 7, behavior: scalingModifiers}"
        for (b, desired) in [(10.0, 5), (nil, 4)] {
            var policy = try KEDASample.policy(
                Self.modified("formula: a ?? b ?? 8, target: '2'", fallback), triggers: Self.two)
            #expect(policy.decide(observation(0, 4, a: nil, b: b)).desired == desired)
        }
        var bare = try KEDASample.policy(Self.modified("formula: a ?? b, target: '2'", fallback), triggers: Self.two)
        #expect(bare.decide(observation(0, 4, a: nil, b: nil)).desired == 7)
    }

    @Test("the formula does without a trigger after more failures than the threshold only, until it is well again")
    func failuresByFormula() throws {
        var policy = try KEDASample.policy(
            Self.modified(
                "formula: a ?? b, target: '2'",
                "fallback: {failureThreshold: 3, replicas: 5, behavior: scalingModifiers}"), triggers: Self.two)
        for (time, a, desired, isActive) in [
            (0.0, 8.0, 4, true), (1, nil, 4, false), (2, nil, 4, false), (3, nil, 4, false), (4, nil, 6, true),
            (5, nil, 6, true), (6, 20, 10, true), (7, nil, 4, false),
        ] as [(Double, Double?, Int, Bool)] {
            let decision = policy.decide(observation(time, 4, a: a, b: 12))
            #expect(decision.active == isActive, "at \(time) s")
            // Beyond that the autoscaler remembers what was asked for before.
            #expect(decision.desired == min(8, desired), "at \(time) s")
        }
    }

    @Test("what cannot be computed is no metric, and nothing is active")
    func notComputable() throws {
        var policy = try KEDASample.policy(
            Self.modified("formula: a / b, target: '2'", "minReplicaCount: 1"), triggers: Self.two)
        let decision = policy.decide(observation(0, 3, a: 1, b: 0))
        #expect(decision.desired == 3)
        #expect(decision.active == false)
        #expect(decision.condition == "FailedGetExternalMetric")
    }
}
