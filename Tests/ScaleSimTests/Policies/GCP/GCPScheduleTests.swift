import ScaleSim
import Testing

/// "Scaling based on schedules", sentence by sentence:
/// https://docs.cloud.google.com/compute/docs/autoscaler/scaling-schedules as of April 2026.
@Suite struct GCPScheduleTests {
    static let page: String = "scaling-schedules"

    static func policy(_ schedules: String, max: Int = 30, min: Int = 0, more: String = "") -> String {
        GCPScenarioTests.policy(
            #""scalingSchedules":{\#(schedules)},"stabilizationPeriodSec":0\#(more)"#, max: max, min: min)
    }

    static let workday =
        #""workday":{"minRequiredReplicas":10,"schedule":"30 8 * * Mon-Fri","durationSec":30600}"#

    /// The hour of 2026-01-05, a Monday, and how many there must be then.
    static func hours(_ steps: (hour: Double, expected: Int)...) -> [PolicyStep] {
        steps.map { PolicyStep($0.hour * 3600, 3, to: $0.expected) }
    }

    static let schedules: [PolicyScenario] = [
        PolicyScenario(
            page: page,
            sentence: "at least 10 on every Monday to Friday from 8:30 AM to 5 PM UTC; removed at the stop time",
            policy: policy(workday), start: "2026-01-05T00:00:00Z",
            steps: hours((8.49, 0), (8.5, 10), (16.99, 10), (17, 0), (4 * 24 + 9, 10), (5 * 24 + 9, 0), (6 * 24 + 9, 0))
        ),
        PolicyScenario(
            page: page, sentence: "after the duration, removes after a 10-minute stabilization period",
            policy: GCPScenarioTests.policy(#""scalingSchedules":{\#(workday)}"#, min: 0),
            start: "2026-01-05T16:58:00Z",
            steps: [
                PolicyStep(0, 10, to: 10), PolicyStep(60, 10, to: 10), PolicyStep(120, 10, to: 10),
                PolicyStep(659, 10, to: 10), PolicyStep(660, 10, to: 0),
            ]),
        PolicyScenario(
            page: page, sentence: "created at 3 PM, every day at 2 PM for 3 hours: active at once and until 5 PM",
            policy: policy(#""s":{"minRequiredReplicas":7,"schedule":"0 14 * * *","durationSec":10800}"#),
            start: "2026-01-05T15:00:00Z", steps: [PolicyStep(0, 3, to: 7), PolicyStep(7200, 7, to: 0)]),
        PolicyScenario(
            page: page, sentence: "30 all day on January 30, 2030, in New York, once",
            policy: policy(
                #""once":{"minRequiredReplicas":30,"schedule":"0 0 30 1 * 2030","durationSec":86400,"timeZone":"America/New_York"}"#
            ), start: "2030-01-30T00:00:00Z", steps: hours((4.99, 0), (5, 30), (28.99, 30), (29, 0), (365 * 24 + 6, 0))),
        PolicyScenario(
            page: page, sentence: "overlapping: 8 to 10 AM 10 VMs, all day 20: at least 20",
            policy: policy(
                #""a":{"minRequiredReplicas":10,"schedule":"0 8 * * *","durationSec":7200},"b":{"minRequiredReplicas":20,"schedule":"0 0 6 1 * 2026","durationSec":86400}"#
            ), start: "2026-01-05T00:00:00Z", steps: hours((9, 10), (24, 20), (33, 20), (48, 0), (57, 10))),
        PolicyScenario(
            page: page, sentence: "the size is always restricted by the minimum and maximum of the settings",
            policy: policy(workday, max: 8), start: "2026-01-05T00:00:00Z",
            steps: [PolicyStep(9 * 3600, 3, to: 8, "SCHEDULED_INSTANCES_GREATER_THAN_AUTOSCALER_MAX")]),
        PolicyScenario(
            page: page, sentence: "might have more depending on other autoscaling settings",
            policy: policy(workday, more: #","cpuUtilization":{"utilizationTarget":0.6}"#),
            start: "2026-01-05T00:00:00Z",
            steps: [PolicyStep(9 * 3600, 10, cpu: 90, to: 15), PolicyStep(9.1 * 3600, 10, cpu: 9, to: 10)]),
        PolicyScenario(
            page: page, sentence: "disabled: cannot be active",
            policy: policy(
                #""s":{"minRequiredReplicas":7,"schedule":"0 * * * *","durationSec":3600,"disabled":true}"#, min: 1),
            steps: [PolicyStep(0, 3, to: 1)]),
        PolicyScenario(
            page: "multiple-signals", sentence: "15 VMs if the second schedule is active, 14 otherwise",
            policy: GCPScenarioTests.policy(
                GCPScenarioTests.manySignals + """
                    ,"stabilizationPeriodSec":0,"scalingSchedules":{
                      "weekend":{"minRequiredReplicas":6,"schedule":"0 0 * * Sat,Sun","durationSec":86400},
                      "workday":{"minRequiredReplicas":15,"schedule":"0 9 * * 1-5","durationSec":28800}}
                    """), start: "2026-01-05T00:00:00Z",
            steps: [9.0, 16.99, 17, 5 * 24 + 9].enumerated().map { index, hour in
                PolicyStep(
                    hour * 3600, 10, cpu: 50, each: ["metric1": 1100, "metric2": 2700],
                    group: ["loadBalancingUtilization": 0.4], to: index < 2 ? 15 : 14)
            }),
    ]

    static let cron: [(String, String, [Double], [Double])] = [
        (
            "0 8 1 * Mon", "the union of both: every Monday and the first of every month",
            [8.0, 7 * 24 + 8, 27 * 24 + 8], [24 + 8.0]
        ),
        ("0 0 */6 * *", "day of the month by steps: 1, 7, 13", [2 * 24.0, 8 * 24], [1 * 24, 3 * 24]),
        ("0 */7 * * *", "every valid multiple of 7: 0, 7, 14, 21", [0.0, 7, 14, 21, 24], [1.0, 22, 28]),
        ("0 0 * */3 *", "January, April, July, and October", [0.0, 90 * 24], [31 * 24, 59 * 24]),
        ("0 0 * Feb-Mar *", "names of months", [27 * 24.0, 59 * 24], [0.0, 90 * 24]),
        ("0 0 * * 7", "7 is Sunday", [6 * 24.0], [0.0, 5 * 24]),
        ("0 0 * * Sat-Sun", "Mon-Sun are 1 to 7", [5 * 24.0, 6 * 24], [0.0, 4 * 24]),
        ("0 0 * * 0-6", "every day of the week", [0.0, 24, 6 * 24], [1.0]),
        ("0,30 8-9 * * *", "lists and ranges", [8.0, 8.5, 9.5], [7.5, 10]),
        ("0 0 * * * 2027-2030", "years", [361 * 24.0], [0.0, 360 * 24]),
    ]

    /// Hours from 2026-01-05, a Monday, on; five minutes from each start.
    @Test("cron expressions", arguments: cron)
    func startTimes(expression: String, sentence: String, active: [Double], idle: [Double]) throws {
        let text = Self.policy(#""s":{"minRequiredReplicas":7,"schedule":"\#(expression)","durationSec":300}"#)
        for (hours, expected) in [(active, 7), (idle, 0)] {
            for hour in hours {
                var policy = try PolicyText.read(text, start: "2026-01-05T00:00:00Z").policy
                let decision = policy.decide(Observation(time: hour * 3600, currentReplicas: 3))
                #expect(decision.desired == expected, "\(sentence): hour \(hour)")
            }
        }
    }

    @Test(
        "what is no cron expression is refused",
        arguments: [
            "0 8 * *", "60 8 * * *", "0 24 * * *", "0 8 0 * *", "0 8 * 13 *", "0 8 * * 8", "0 8 * * 0-7",
            "0 8 * * Sun-Sun", "0 8 * * * 1999", "0 8 * * * 2037", "0 9-8 * * *", "*/0 8 * * *", "5/2 8 * * *", "",
            "0 8 * * * * *",
        ])
    func badCron(expression: String) {
        let text = Self.policy(#""s":{"minRequiredReplicas":7,"schedule":"\#(expression)","durationSec":300}"#)
        let error = #expect(throws: ScaleSimError.self) { try PolicyText.read(text) }
        #expect(error?.description.contains("scalingSchedules.s.schedule: expected a") == true)
    }

    static let daylight: [PolicyScenario] = [
        PolicyScenario(
            page: page, sentence: "starts whenever it is 7 AM in New York, by daylight or standard time",
            policy: newYork("0 7 * * *"), start: "2026-03-07T00:00:00Z",
            steps: hours((11.99, 0), (12, 7), (34.99, 0), (35, 7), (36, 0), (59, 7))),
        PolicyScenario(
            page: page, sentence: "configured to start during the skipped hour: starts 1 hour later",
            policy: newYork("30 2 * * *"), start: "2026-03-08T00:00:00Z",
            steps: hours((6.5, 0), (7.49, 0), (7.5, 7), (8.49, 7), (8.5, 0))),
        PolicyScenario(
            page: page, sentence: "active during the skipped hour: runs for its entire duration",
            policy: newYork("30 1 * * *"), start: "2026-03-08T00:00:00Z",
            steps: hours((6.49, 0), (6.5, 7), (7.49, 7), (7.5, 0))),
        PolicyScenario(
            page: page,
            sentence: "in the repeated hour: starts at its time and does not restart at its second occurrence",
            policy: newYork("30 1 * * *"), start: "2026-11-01T00:00:00Z",
            steps: hours((5.49, 0), (5.5, 7), (6.2, 7), (6.49, 7), (6.5, 0), (7, 0))),
        PolicyScenario(
            page: page, sentence: "Lord Howe has 30-minute transitions: 2:00 to 2:30 is skipped",
            policy: policy(
                #""s":{"minRequiredReplicas":7,"schedule":"15 2 * * *","durationSec":3600,"timeZone":"Australia/Lord_Howe"}"#
            ), start: "2026-10-03T00:00:00Z", steps: hours((15.74, 0), (15.75, 7), (16.74, 7), (16.75, 0))),
    ]

    static func newYork(_ cron: String) -> String {
        policy(
            #""s":{"minRequiredReplicas":7,"schedule":"\#(cron)","durationSec":3600,"timeZone":"America/New_York"}"#)
    }

    @Test("as documented", arguments: schedules + daylight)
    func documented(_ scenario: PolicyScenario) throws { try scenario.check() }
}
