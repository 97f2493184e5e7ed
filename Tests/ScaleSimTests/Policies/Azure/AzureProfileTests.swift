import Foundation
import ScaleSim
import Testing

/// "Understand autoscale settings" and "Autoscale with multiple profiles", sentence by sentence:
/// https://learn.microsoft.com/azure/azure-monitor/autoscale/ as of August 2026.
@Suite struct AzureProfileTests {
    static let settings = "autoscale-understanding-settings"
    static let several = "autoscale-multiprofile"

    /// A profile without rules that wants so many, no more and no fewer.
    static func fixed(_ name: String, _ count: Int, _ time: String = "") -> String {
        AzureScenarioTests.profile(name, (count, count, count), time: time)
    }

    static func weekly(_ days: String, _ hour: Int, _ minute: Int = 0, zone: String? = nil) -> String {
        let list = days.split(separator: " ").map { #""\#($0)""# }.joined(separator: ",")
        let zone = zone.map { #""timeZone":"\#($0)","# } ?? ""
        return
            #""recurrence":{"frequency":"Week","schedule":{\#(zone)"days":[\#(list)],"hours":[\#(hour)],"minutes":[\#(minute)]}}"#
    }

    /// The hour of 2026-01-05, a Monday, and how many there must be then.
    static func hours(_ steps: (hour: Double, expected: Int)...) -> [PolicyStep] {
        steps.map { PolicyStep($0.hour * 3600, 5, to: $0.expected) }
    }

    static let scenarios: [PolicyScenario] = [
        PolicyScenario(
            page: settings,
            sentence: "starts at 06:00 and ends at 19:00 on Saturdays and Sundays, where the default one starts",
            policy: AzureScenarioTests.setting(
                fixed("Weekend profile", 2, weekly("Saturday Sunday", 6, zone: "E. Europe     Standard Time")),
                fixed(
                    #"{\"name\":\"Auto created\",\"for\":\"Weekend profile\"}"#, 7,
                    weekly("Saturday Sunday", 19, zone: "E. Europe     Standard Time"))),
            // Two hours east of Greenwich in winter.
            start: "2026-01-09T22:00:00Z",
            steps: hours((0, 7), (5.99, 7), (6, 2), (18.99, 2), (19, 7), (30, 2), (43, 7), (5 * 24, 7))),
        PolicyScenario(
            page: several,
            sentence: "the weekend profile from Saturday 00:01 to Monday 04:00, the weekday profile then",
            policy: AzureScenarioTests.setting(
                fixed("Weekday profile", 3, weekly("Monday", 4)), fixed("Weekend profile", 1, weekly("Saturday", 0, 1))),
            start: "2026-01-05T00:00:00Z",
            steps: hours((0, 1), (3.99, 1), (4, 3), (5 * 24, 3), (5 * 24 + 0.02, 1), (7 * 24 + 3.9, 1), (7 * 24 + 4, 3))
        ),
        PolicyScenario(
            page: several,
            sentence: "Monday 3 AM to the new minimum of three; after 8 PM from 12 to the default's maximum of 10",
            policy: AzureScenarioTests.setting(
                AzureScenarioTests.profile("Monday", (3, 20, 3), time: weekly("Monday", 3)),
                AzureScenarioTests.profile("for Monday", (1, 10, 1), time: weekly("Monday", 20)),
                AzureScenarioTests.profile("default", (1, 10, 1))),
            start: "2026-01-05T00:00:00Z",
            steps: [
                PolicyStep(2.9 * 3600, 2, to: 2), PolicyStep(3 * 3600, 2, to: 3), PolicyStep(10 * 3600, 12, to: 12),
                PolicyStep(20 * 3600, 12, to: 10),
            ]),
        PolicyScenario(
            page: settings,
            sentence: "fixed-date profiles, then recurring ones, then the default; the first suitable is used",
            policy: AzureScenarioTests.setting(
                fixed("default", 9), fixed("weekly", 4, weekly("Tuesday", 0)),
                fixed(
                    "event", 6,
                    #""fixedDate":{"timeZone":"UTC","start":"2026-01-07T00:00:00Z","end":"2026-01-07T23:59:00Z"}"#)),
            start: "2026-01-05T00:00:00Z", steps: hours((0, 4), (24, 4), (47.9, 4), (48, 6), (71.9, 6), (72, 4))),
        PolicyScenario(
            page: settings, sentence: "for all other times, autoscale uses the default profile",
            policy: AzureScenarioTests.setting(
                fixed("regularProfile", 2),
                fixed(
                    "eventProfile", 8,
                    #""fixedDate":{"timeZone":"Pacific Standard Time","start":"2017-12-26T00:00:00","end":"2017-12-26T23:59:00"}"#
                )), start: "2017-12-26T00:00:00Z",
            steps: hours((7.99, 2), (8, 8), (31.98, 8), (31.99, 2))),
        PolicyScenario(
            page: "recurrence",
            sentence: "the clock of the time zone: 6 AM in Paris is 5 UTC in winter and 4 in summer",
            policy: AzureScenarioTests.setting(
                fixed("morning", 2, weekly("Saturday Sunday", 6, zone: "Romance Standard Time")),
                fixed("rest", 7, weekly("Saturday Sunday", 19, zone: "Romance Standard Time"))),
            start: "2026-03-28T00:00:00Z", steps: hours((4.9, 7), (5, 2), (18, 7), (27.9, 7), (28, 2))),
    ]

    @Test("as documented", arguments: scenarios)
    func documented(_ scenario: PolicyScenario) throws { try scenario.check() }

    @Test("rules look back over a change of profiles")
    func windowsOutliveProfiles() throws {
        let rule = AzureScenarioTests.rule(
            "q", "GreaterThan", 10, "+ 1", window: "PT10M", aggregation: "Maximum")
        let text = AzureScenarioTests.setting(
            AzureScenarioTests.profile("night", (1, 9, 1), [], time: Self.weekly("Monday", 0)),
            AzureScenarioTests.profile("day", (1, 9, 1), [rule], time: Self.weekly("Monday", 8)))
        try PolicyScenario(
            page: "", sentence: "", policy: text, start: "2026-01-05T07:55:00Z",
            steps: [
                PolicyStep(0, 2, group: ["q": 11], to: 2), PolicyStep(299, 2, group: ["q": 1], to: 2),
                PolicyStep(300, 2, group: ["q": 1], to: 3),
            ]
        ).check()
    }

    @Test("every name of a time zone stands for a place that is known here")
    func timeZones() {
        let unknown = WindowsTimeZones.identifiers.filter { TimeZone(identifier: $0.value) == nil }
        #expect(unknown.isEmpty, "\(unknown)")
        #expect(WindowsTimeZones.identifiers.count == 141)
    }
}
