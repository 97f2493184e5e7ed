import Foundation
import ScaleSim
import Testing

@Suite struct AWSScheduleTests {
    typealias Step = AWSRow.Step

    static func action(_ name: String, _ fields: String) -> String {
        #"{"AutoScalingGroupName":"g","ScheduledActionName":"\#(name)",\#(fields)}"#
    }

    /// Runs start on Wednesday, 2026-03-04, at 08:58 UTC.
    static let rows = [
        AWSRow(
            page: .scheduled,
            sentence:
                "If current capacity is less than the specified desired capacity, … scales out … to the specified",
            files: [AWSFiles.group(), action("a", #""Recurrence":"0 9 * * *","DesiredCapacity":3"#)], start: 1,
            steps: [Step(60, expected: 1), Step(120, expected: 3), Step(180, expected: 3)]),
        AWSRow(
            page: .scheduled,
            sentence:
                "If current capacity is greater than the specified desired capacity, … scales in … to the specified",
            files: [AWSFiles.group(), action("a", #""StartTime":"2026-03-04T09:00:00Z","DesiredCapacity":1"#)],
            start: 5,
            steps: [Step(60, expected: 5), Step(120, expected: 1)]),
        AWSRow(
            page: .scheduled,
            sentence: "sets the group's desired, minimum, and maximum capacity at the date and time specified",
            files: [
                AWSFiles.group(max: 4),
                action("a", #""Recurrence":"0 9 * * *","MinSize":6,"MaxSize":8,"DesiredCapacity":7"#),
            ],
            start: 2, steps: [Step(60, expected: 2), Step(120, expected: 7)]),
        AWSRow(
            page: .scheduled,
            sentence:
                "current capacity must fall within the minimum and maximum capacity that was set by your scheduled action",
            files: [
                AWSFiles.group(), action("a", #""Recurrence":"0 9 * * *","MinSize":4,"MaxSize":6"#),
                AWSFiles.tracking(target: 50),
            ], start: 2,
            steps: [
                Step(60, cpu: 100, expected: 2), Step(120, cpu: 100, expected: 4), Step(180, cpu: 200, expected: 6),
            ]),
        AWSRow(
            page: .scheduled,
            sentence:
                "performs the action at this time, and then performs the action based on the specified recurrence",
            files: [
                AWSFiles.group(),
                action("a", #""StartTime":"2026-03-04T08:59:00Z","Recurrence":"1,2 9 * * *","DesiredCapacity":3"#),
                action("b", #""Recurrence":"0,1 9 * * *","DesiredCapacity":1"#),
            ], start: 1,
            steps: [
                Step(0, expected: 1), Step(60, expected: 3), Step(120, expected: 1), Step(180, expected: 1),
                Step(240, expected: 3),
            ]),
        AWSRow(
            page: .scheduled,
            sentence:
                "If a recurrence time exactly matches the end time, … will not perform the scheduled action at the end time.",
            files: [
                AWSFiles.group(),
                action("a", #""EndTime":"2026-03-04T09:01:00Z","Recurrence":"* * * * *","DesiredCapacity":3"#),
                action("b", #""StartTime":"2026-03-04T09:00:30Z","DesiredCapacity":2"#),
            ], start: 1, steps: [Step(120, expected: 3), Step(180, expected: 2), Step(240, expected: 2)]),
        AWSRow(
            page: .cooldowns,
            sentence:
                "When a scheduled action starts …, it can also initiate a scaling activity immediately without waiting for the cooldown",
            files: [
                AWSFiles.group(), AWSFiles.simple("out", 1), AWSFiles.alarm("out", "GreaterThan", 50),
                action("a", #""Recurrence":"0 9 * * *","DesiredCapacity":6"#),
            ], start: 2,
            steps: [Step(60, cpu: 90, expected: 3), Step(120, cpu: 90, expected: 6), Step(360, cpu: 90, expected: 6)]),
        AWSRow(
            page: .scheduled,
            sentence: "You can temporarily turn off scheduled scaling … by suspending the ScheduledActions process",
            files: [
                AWSFiles.group(#","SuspendedProcesses":[{"ProcessName":"ScheduledActions","SuspensionReason":"x"}]"#),
                action("a", #""Recurrence":"0 9 * * *","DesiredCapacity":3"#),
            ], start: 1, steps: [Step(60, expected: 1), Step(120, expected: 1)]),
    ]

    @Test("scheduled actions", arguments: rows)
    func scheduled(_ row: AWSRow) throws { try row.check(startOfTime: "2026-03-04T08:58:00Z") }

    /// "the cron expression `30 6 * * 2` configures a scheduled action that recurs every Tuesday at 6:30 AM"; "starts at
    /// 8:00 AM UTC-5 in local time, while the second time starts at 8:00 AM UTC-4"; crontab(5) for the rest.
    @Test(
        "recurrences",
        arguments: [
            ("30 6 * * 2", "Etc/UTC", "2026-03-04T08:58:00Z", "2026-03-10T06:30:00Z"),
            ("0 8 * * *", "America/New_York", "2026-03-07T00:00:00Z", "2026-03-07T13:00:00Z"),
            ("0 8 * * *", "America/New_York", "2026-03-07T13:00:00Z", "2026-03-08T12:00:00Z"),
            ("30 0 1 1,6,12 *", "Etc/UTC", "2020-11-30T12:00:00Z", "2020-12-01T00:30:00Z"),
            ("0 18 * * 1-5", "Etc/UTC", "2026-03-06T18:00:00Z", "2026-03-09T18:00:00Z"),
            ("0 0 13 * 5", "Etc/UTC", "2026-03-04T00:00:00Z", "2026-03-06T00:00:00Z"),
            ("0 12 29 2 *", "Etc/UTC", "2025-01-01T00:00:00Z", "2028-02-29T12:00:00Z"),
            ("*/20 * * * sun", "Etc/UTC", "2026-03-08T10:21:00Z", "2026-03-08T10:40:00Z"),
            // Skipped by summer time, and twice at its end.
            ("30 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-08T07:30:00Z"),
            ("30 1 * * *", "America/New_York", "2026-11-01T00:00:00Z", "2026-11-01T05:30:00Z"),
        ])
    func recurrence(text: String, zone: String, after: String, expected: String) throws {
        let fields = #""Recurrence":"\#(text)","TimeZone":"\#(zone)","MinSize":1"#
        let action = try #require(try AWSRow.group([AWSFiles.group(), Self.action("a", fields)]).actions.first)
        #expect(action.next(after: try AWSRow.seconds(after)) == (try AWSRow.seconds(expected)))
    }

    @Test(
        "what is no recurrence",
        arguments: ["* * * *", "60 * * * *", "* * * * 8", "5-1 * * * *", "@daily", "*/0 * * * *", "0 9 * * * 2027"])
    func noRecurrence(text: String) {
        #expect(throws: ScaleSimError.self) {
            try AWSRow.group([AWSFiles.group(), Self.action("a", #""Recurrence":"\#(text)","MinSize":1"#)])
        }
    }

    @Test("a day that never comes is waited for in vain")
    func never() throws {
        let fields = #""Recurrence":"0 0 30 2 *","MinSize":1"#
        let action = try #require(try AWSRow.group([AWSFiles.group(), Self.action("a", fields)]).actions.first)
        #expect(action.next(after: 0) == nil)
    }

    /// "if the desired capacity … is 6 and the maximum capacity is 10, the size of your warm pool will be 4"; "if the
    /// maximum prepared capacity is 8, … will be 2"; "minimum number of instances to maintain": "Warm pools".
    @Test(
        "warm pools are told in the reason and change no decision",
        arguments: [
            (#"{}"#, "warm pool of 4 Stopped"), (#"{"MaxGroupPreparedCapacity":8}"#, "warm pool of 2 Stopped"),
            (#"{"MaxGroupPreparedCapacity":-1,"PoolState":"Hibernated"}"#, "warm pool of 4 Hibernated"),
            (#"{"MinSize":5}"#, "warm pool of 5 Stopped"),
        ])
    func warmPool(configuration: String, text: String) throws {
        var policy = try AWSRow.policy([AWSFiles.group(max: 10, #","WarmPoolConfiguration":\#(configuration)"#)])
        let decision = policy.decide(Observation(time: 0, currentReplicas: 6))
        #expect(decision.desired == 6)
        #expect(decision.reason.hasSuffix(text), "\(decision.reason)")
    }
}
