import ScaleSim
import Testing

/// The documents of Azure Monitor autoscale, sentence by sentence; pages are those below
/// https://learn.microsoft.com/azure/azure-monitor/autoscale/ as of August 2026.
@Suite struct AzureScenarioTests {
    static let settings = "autoscale-understanding-settings"
    static let practices = "autoscale-best-practices"
    static let flappingPage = "autoscale-flapping"
    static let metrics = "autoscale-common-metrics"

    static func rule(
        _ metric: String, _ comparison: String, _ threshold: Double, _ action: String, cooldown: String = "PT1M",
        window: String = "PT1M", grain: String = "PT1M", statistic: String = "Average", aggregation: String = "Average",
        divide: Bool = false
    ) -> String {
        let parts = action.split(separator: " ").map(String.init)
        let direction = parts[0] == "+" ? "Increase" : "Decrease"
        let type = parts.count > 2 ? parts[2] : "ChangeCount"
        return #"""
            {"metricTrigger":{"metricName":"\#(metric)","timeGrain":"\#(grain)","statistic":"\#(statistic)",
              "timeWindow":"\#(window)","timeAggregation":"\#(aggregation)","operator":"\#(comparison)",
              "threshold":\#(threshold),"dividePerInstance":\#(divide)},
             "scaleAction":{"direction":"\#(direction)","type":"\#(type)","value":"\#(parts[1])","cooldown":"\#(cooldown)"}}
            """#
    }

    static func profile(
        _ name: String = "default", _ capacity: (Int, Int, Int) = (1, 50, 1), _ rules: [String] = [], time: String = ""
    ) -> String {
        let limits = #"{"minimum":"\#(capacity.0)","maximum":"\#(capacity.1)","default":"\#(capacity.2)"}"#
        let list = rules.joined(separator: ",")
        return #"{"name":"\#(name)","capacity":\#(limits),"rules":[\#(list)]\#(time.isEmpty ? "" : ",\(time)")}"#
    }

    static func setting(_ profiles: String..., enabled: Bool = true) -> String {
        #"{"type":"Microsoft.Insights/autoscaleSettings","name":"vmss","properties":{"enabled":\#(enabled),"profiles":[\#(profiles.joined(separator: ","))]}}"#
    }

    static func rules(_ rules: String..., capacity: (Int, Int, Int) = (1, 50, 1)) -> String {
        setting(profile("default", capacity, rules))
    }

    static let cpu = "Percentage CPU"

    static let several: [PolicyScenario] = [
        PolicyScenario(
            page: settings, sentence: "rule 1 by three and rule 2 by five: scales out by five",
            policy: rules(rule(cpu, "GreaterThan", 70, "+ 3"), rule("mem", "GreaterThan", 70, "+ 5")),
            steps: [PolicyStep(0, 2, cpu: 80, each: ["mem": 80], to: 7)]),
        PolicyScenario(
            page: settings, sentence: "three instances or 15%: the higher of the two counts is used",
            policy: rules(
                rule(cpu, "GreaterThan", 70, "+ 3"), rule("mem", "GreaterThan", 70, "+ 15 PercentChangeCount")),
            steps: [
                PolicyStep(0, 10, cpu: 80, each: ["mem": 80], to: 13),
                PolicyStep(600, 40, cpu: 80, each: ["mem": 80], to: 46),
            ]),
        PolicyScenario(
            page: settings, sentence: "decrease by 50% to five, or by three to seven: scales in to seven",
            policy: rules(
                rule(cpu, "LessThan", 30, "- 50 PercentChangeCount"), rule("mem", "LessThan", 30, "- 3")),
            steps: [PolicyStep(0, 10, cpu: 10, each: ["mem": 10], to: 7)]),
        PolicyScenario(
            page: practices,
            sentence: "out if any rule is met, in if all are: CPU 76 or memory 76 out, 25 and 51 nothing, 29 "
                + "and 49 in",
            policy: rules(
                rule(cpu, "LessThan", 30, "- 1"), rule("mem", "LessThan", 50, "- 1"),
                rule(cpu, "GreaterThan", 75, "+ 1"), rule("mem", "GreaterThan", 75, "+ 1")),
            steps: [
                PolicyStep(0, 5, cpu: 76, each: ["mem": 50], to: 6),
                PolicyStep(120, 5, cpu: 50, each: ["mem": 76], to: 6),
                PolicyStep(240, 5, cpu: 25, each: ["mem": 51], to: 5),
                PolicyStep(360, 5, cpu: 29, each: ["mem": 49], to: 4),
            ]),
        PolicyScenario(
            page: settings, sentence: "greater than 85% for the past 10 minutes, ten 1-minute samples averaged",
            policy: rules(rule(cpu, "GreaterThan", 85, "+ 1", window: "PT10M")),
            steps: (0..<15).map { minute in
                // Ten at 80 %, then 91: the mean of the last ten is above 85 with the fifth of those, at 85.5.
                PolicyStep(Double(minute) * 60, 2, cpu: minute < 10 ? 80 : 91, to: minute == 14 ? 3 : 2)
            }),
        PolicyScenario(
            page: practices, sentence: "averages across instances for each minute, then compares the highest average",
            policy: rules(rule("qps", "GreaterThan", 85, "+ 1", window: "PT5M", aggregation: "Maximum")),
            steps: [
                PolicyStep(0, 2, each: ["qps": 86], to: 3), PolicyStep(60, 3, each: ["qps": 10], to: 4),
                PolicyStep(240, 4, each: ["qps": 10], to: 5), PolicyStep(300, 5, each: ["qps": 10], to: 5),
            ]),
        PolicyScenario(
            page: practices, sentence: "minimum=2, maximum=2, and the current count 2: no scale action can occur",
            policy: rules(
                rule(cpu, "GreaterThan", 70, "+ 1"), rule(cpu, "LessThan", 30, "- 1"), capacity: (2, 2, 2)),
            steps: [PolicyStep(0, 2, cpu: 99, to: 2, "AtMaximum"), PolicyStep(60, 2, cpu: 1, to: 2, "AtMinimum")]),
        PolicyScenario(
            page: practices, sentence: "range 3 to 6: one running instance, to three; eight, back to six",
            policy: rules(rule(cpu, "GreaterThan", 70, "+ 1"), capacity: (3, 6, 3)),
            steps: [
                PolicyStep(0, 1, cpu: 1, to: 3), PolicyStep(60, 8, cpu: 99, to: 6), PolicyStep(120, 5, cpu: 99, to: 6),
                PolicyStep(121, 1, cpu: 99, to: 3),
            ]),
        PolicyScenario(
            page: settings, sentence: "maximum: doesn't scale above; minimum: doesn't scale below",
            policy: rules(
                rule(cpu, "GreaterThan", 70, "+ 5"), rule(cpu, "LessThan", 30, "- 5"), capacity: (2, 6, 2)),
            steps: [PolicyStep(0, 4, cpu: 80, to: 6), PolicyStep(60, 4, cpu: 5, to: 2)]),
    ]

    static let flapping: [PolicyScenario] = [
        PolicyScenario(
            page: flappingPage, sentence: "defers the scale-in at T1: 28% on two is 56% on one",
            policy: rules(rule(cpu, "GreaterThan", 50, "+ 1"), rule(cpu, "LessThan", 30, "- 1")),
            steps: [
                PolicyStep(0, 1, cpu: 56, to: 2), PolicyStep(60, 2, cpu: 28, to: 2, "Flapping"),
                PolicyStep(120, 2, cpu: 25, to: 1),
            ]),
        PolicyScenario(
            page: flappingPage, sentence: "no margin at 600 threads: 1250 / 2 = 625, so it doesn't scale in",
            policy: rules(
                rule("threads", "GreaterThanOrEqual", 600, "+ 1"), rule("threads", "LessThan", 600, "- 1")),
            steps: [
                PolicyStep(0, 2, each: ["threads": 625], to: 3),
                PolicyStep(60, 3, each: ["threads": 416.667], to: 3, "Flapping"),
            ]),
        PolicyScenario(
            page: flappingPage, sentence: "in below 400: 417 nothing, 394 in to two, 590 nothing",
            policy: rules(
                rule("threads", "GreaterThanOrEqual", 600, "+ 1"), rule("threads", "LessThan", 400, "- 1")),
            steps: [
                PolicyStep(0, 2, each: ["threads": 625], to: 3), PolicyStep(60, 3, each: ["threads": 416.667], to: 3),
                PolicyStep(120, 3, each: ["threads": 393.333], to: 2),
                PolicyStep(180, 2, each: ["threads": 590], to: 2),
            ]),
        PolicyScenario(
            page: "autoscale-best-practices (2022)",
            sentence: "60 x 3 / 2 = 90: skips; 50 x 3 / 2 = 75, below 80: scales in",
            policy: rules(rule(cpu, "GreaterThanOrEqual", 80, "+ 1"), rule(cpu, "LessThanOrEqual", 60, "- 1")),
            steps: [
                PolicyStep(0, 2, cpu: 80, to: 3), PolicyStep(60, 3, cpu: 60, to: 3, "Flapping"),
                PolicyStep(120, 3, cpu: 50, to: 2),
            ]),
        PolicyScenario(
            page: flappingPage, sentence: "the log: current 6, intended 1, actual 4",
            policy: rules(
                rule("Requests", "GreaterThanOrEqual", 3, "+ 10", aggregation: "Maximum", divide: true),
                rule("Requests", "LessThan", 3, "- 5", statistic: "Max", aggregation: "Maximum", divide: true)),
            steps: [PolicyStep(0, 6, group: ["Requests": 10], to: 4, "FlappingOccurred")]),
        PolicyScenario(
            page: flappingPage,
            sentence: "30 instances at 65% with 50 requests each, in by 10: as far as CPU stays below 70%. "
                + "(The page says 27, where CPU would be 72%; 28 is the first count that keeps its own rule.)",
            policy: rules(
                rule("requests", "GreaterThanOrEqual", 200, "+ 20"), rule(cpu, "GreaterThan", 70, "+ 20"),
                rule("requests", "LessThanOrEqual", 50, "- 10")),
            steps: [
                PolicyStep(0, 30, cpu: 65, each: ["requests": 100], to: 30),
                PolicyStep(60, 30, cpu: 65, each: ["requests": 50], to: 28, "FlappingOccurred"),
            ]),
        PolicyScenario(
            page: flappingPage, sentence: "checking for flapping doesn't occur for scale-out events",
            policy: rules(rule(cpu, "GreaterThan", 50, "+ 5"), rule(cpu, "LessThan", 40, "- 1")),
            steps: [PolicyStep(0, 1, cpu: 60, to: 6)]),
    ]

    static let perInstance: [PolicyScenario] = [
        PolicyScenario(
            page: practices,
            sentence: "queue: 50 with two instances nothing, 100 out, 149 nothing and 150 out with three, "
                + "30 in",
            policy: rules(
                rule("ApproximateMessageCount", "GreaterThanOrEqual", 50, "+ 1"),
                rule("ApproximateMessageCount", "LessThanOrEqual", 10, "- 1")),
            steps: [
                PolicyStep(0, 2, group: ["ApproximateMessageCount": 50], to: 2),
                PolicyStep(60, 2, group: ["ApproximateMessageCount": 100], to: 3),
                PolicyStep(120, 3, group: ["ApproximateMessageCount": 149], to: 3),
                PolicyStep(180, 3, group: ["ApproximateMessageCount": 150], to: 4),
                PolicyStep(240, 3, group: ["ApproximateMessageCount": 31], to: 3),
                PolicyStep(300, 3, group: ["ApproximateMessageCount": 30], to: 2),
            ]),
        PolicyScenario(
            page: metrics, sentence: "Service Bus: two instances and threshold 100: scaling occurs at 200 messages",
            policy: rules(rule("ActiveMessageCount", "GreaterThanOrEqual", 100, "+ 1")),
            steps: [
                PolicyStep(0, 2, group: ["ActiveMessageCount": 199], to: 2),
                PolicyStep(60, 2, group: ["ActiveMessageCount": 200], to: 3),
            ]),
        PolicyScenario(
            page: "autoscale-troubleshoot", sentence: "6 Outbound Flows divided by 2 instances is 3, less than 10",
            policy: rules(rule("Outbound Flows", "GreaterThan", 10, "+ 1", divide: true)),
            steps: [
                PolicyStep(0, 2, group: ["Outbound Flows": 6], to: 2),
                PolicyStep(60, 2, group: ["Outbound Flows": 20.002], to: 3),
            ]),
        PolicyScenario(
            page: settings, sentence: "dividePerInstance: the sum divided by the number of instances, the average",
            policy: rules(rule("qps", "GreaterThan", 10, "+ 1", statistic: "Sum", divide: true)),
            steps: [PolicyStep(0, 3, each: ["qps": 10], to: 3), PolicyStep(60, 3, each: ["qps": 11], to: 4)]),
    ]

    /// Seconds after 10:00.
    static let cooldown: [PolicyScenario] = [
        PolicyScenario(
            page: settings,
            sentence: "out at 10:00 for 60 minutes; in at 13:00 for 40; the spike at 13:20 is deferred to 13:40",
            policy: rules(
                rule(cpu, "GreaterThan", 70, "+ 1", cooldown: "PT60M"),
                rule(cpu, "LessThan", 30, "- 1", cooldown: "PT40M"), capacity: (1, 10, 1)),
            steps: [
                PolicyStep(0, 2, cpu: 90, to: 3), PolicyStep(3599, 3, cpu: 90, to: 3, "Cooldown"),
                PolicyStep(10_800, 3, cpu: 10, to: 2), PolicyStep(12_000, 2, cpu: 90, to: 2, "Cooldown"),
                PolicyStep(13_199, 2, cpu: 90, to: 2, "Cooldown"), PolicyStep(13_200, 2, cpu: 90, to: 3),
            ]),
        PolicyScenario(
            page: settings, sentence: "no further scale action occurs until 11:00",
            policy: rules(rule(cpu, "GreaterThan", 70, "+ 1", cooldown: "PT60M")),
            steps: [PolicyStep(0, 2, cpu: 90, to: 3), PolicyStep(3600, 3, cpu: 90, to: 4)]),
        PolicyScenario(
            page: settings, sentence: "each rule has its own cooldown: the one that fired counts",
            policy: rules(
                rule(cpu, "GreaterThan", 90, "+ 3", cooldown: "PT10M"),
                rule(cpu, "GreaterThan", 70, "+ 1", cooldown: "PT2M")),
            steps: [
                PolicyStep(0, 2, cpu: 80, to: 3), PolicyStep(119, 3, cpu: 95, to: 3, "Cooldown"),
                PolicyStep(120, 3, cpu: 95, to: 6), PolicyStep(719, 6, cpu: 80, to: 6, "Cooldown"),
                PolicyStep(720, 6, cpu: 80, to: 7),
            ]),
    ]

    static let missing: [PolicyScenario] = [
        PolicyScenario(
            page: settings,
            sentence: "a problem reading the metric and fewer than the default: scales out to the default; "
                + "more: doesn't scale in",
            policy: rules(
                rule(cpu, "GreaterThan", 70, "+ 1"), rule(cpu, "LessThan", 30, "- 1"), capacity: (1, 10, 4)),
            steps: [
                PolicyStep(0, 2, failing: ["cpu"], to: 4, "MetricFailure"),
                PolicyStep(60, 4, failing: ["cpu"], to: 4, "MetricFailure"),
                PolicyStep(120, 6, failing: [cpu], to: 6, "MetricFailure"), PolicyStep(180, 6, to: 6, "MetricFailure"),
                PolicyStep(240, 6, cpu: 10, to: 5),
            ]),
        PolicyScenario(
            page: settings, sentence: "enabled: false", policy: setting(profile("p", (3, 5, 3)), enabled: false),
            steps: [PolicyStep(0, 1, to: 1, "Disabled")]),
    ]

    @Test("as documented", arguments: several + flapping + perInstance + cooldown + missing)
    func documented(_ scenario: PolicyScenario) throws { try scenario.check() }

    /// The documents leave these open; docs/policies/azure.md says what is done.
    static let open: [PolicyScenario] = [
        PolicyScenario(
            page: "open", sentence: "shares of instances: added whole, not removed",
            policy: rules(
                rule(cpu, "GreaterThan", 70, "+ 10 PercentChangeCount"),
                rule(cpu, "LessThan", 30, "- 25 PercentChangeCount")),
            steps: [
                PolicyStep(0, 11, cpu: 80, to: 13), PolicyStep(120, 11, cpu: 5, to: 9),
                PolicyStep(240, 3, cpu: 5, to: 3),
            ]),
        PolicyScenario(
            page: "open", sentence: "ExactCount never scales against its direction",
            policy: rules(
                rule(cpu, "GreaterThan", 70, "+ 8 ExactCount"), rule(cpu, "LessThan", 30, "- 2 ExactCount")),
            steps: [
                PolicyStep(0, 3, cpu: 80, to: 8), PolicyStep(120, 12, cpu: 80, to: 12),
                PolicyStep(240, 6, cpu: 5, to: 2),
            ]),
        PolicyScenario(
            page: "open", sentence: "the first samples count before a window is full, and the far end not at all",
            policy: rules(rule(cpu, "GreaterThan", 70, "+ 1", window: "PT5M", aggregation: "Maximum")),
            steps: [
                PolicyStep(0, 2, cpu: 80, to: 3), PolicyStep(299, 3, to: 4), PolicyStep(400, 4, cpu: 10, to: 4),
            ]),
        PolicyScenario(
            page: "open", sentence: "several values within a grain are one sample",
            policy: rules(
                rule(
                    "q", "GreaterThan", 2, "+ 1", window: "PT2M", grain: "PT2M", statistic: "Count", aggregation: "Last"
                )),
            steps: [
                PolicyStep(0, 2, group: ["q": 1], to: 2), PolicyStep(60, 2, group: ["q": 1], to: 2),
                PolicyStep(90, 2, group: ["q": 1], to: 3), PolicyStep(180, 3, group: ["q": 1], to: 3),
            ]),
    ]

    @Test("where the documents are silent", arguments: open)
    func undocumented(_ scenario: PolicyScenario) throws { try scenario.check() }

    @Test(
        "each operator at its threshold, and at values that differ by binary fractions alone",
        arguments: [
            ("Equals", [false, true, false]), ("NotEquals", [true, false, true]),
            ("GreaterThan", [false, false, true]),
            ("GreaterThanOrEqual", [false, true, true]), ("LessThan", [true, false, false]),
            ("LessThanOrEqual", [true, true, false]),
        ])
    func comparison(word: String, expected: [Bool]) throws {
        let text = Self.rules(Self.rule("q", word, 0.3, "+ 1"))
        for (value, isMet) in zip([0.299, 0.1 + 0.2, 0.301], expected) {
            var policy = try PolicyText.read(text).policy
            #expect(policy.decide(PolicyStep(0, 2, group: ["q": value], to: 2).observation).desired == (isMet ? 3 : 2))
        }
    }
}
