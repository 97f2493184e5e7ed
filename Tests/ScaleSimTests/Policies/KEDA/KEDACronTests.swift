import Foundation
@testable import ScaleSim
import Testing

/// Cron triggers: tables of `spec_test.go` of robfig/cron as far as they have five fields, KEDA's `cron_scaler_test.go`,
/// and windows against a search by Foundation's calendar, minute by minute.
@Suite struct KEDACronTests {
    private func window(_ start: String, _ end: String, _ zone: String = "Etc/UTC") throws -> CronWindow {
        CronWindow(
            start: try CronSchedule(start), end: try CronSchedule(end),
            timeZone: try #require(CronWindow.timeZone(zone)))
    }

    private func instant(_ text: String) throws -> Int {
        Int(try Date(text, strategy: .iso8601).timeIntervalSince1970)
    }

    @Test(
        "a schedule recurs at a time or not: TestActivation",
        arguments: [
            ("2012-07-09T15:00:00Z", "0/15 * * * *", true), ("2012-07-09T15:45:00Z", "0/15 * * * *", true),
            ("2012-07-09T15:40:00Z", "0/15 * * * *", false), ("2012-07-09T15:05:00Z", "5/15 * * * *", true),
            ("2012-07-09T15:20:00Z", "5/15 * * * *", true), ("2012-07-09T15:50:00Z", "5/15 * * * *", true),
            ("2012-07-15T15:00:00Z", "0/15 * * Jul *", true), ("2012-07-15T15:00:00Z", "0/15 * * Jun *", false),
            ("2012-07-15T08:30:00Z", "30 08 ? Jul Sun", true), ("2012-07-15T08:30:00Z", "30 08 15 Jul ?", true),
            ("2012-07-16T08:30:00Z", "30 08 ? Jul Sun", false), ("2012-07-16T08:30:00Z", "30 08 15 Jul ?", false),
            ("2012-07-15T00:00:00Z", "* * 1,15 * Sun", true), ("2012-06-15T00:00:00Z", "* * 1,15 * Sun", true),
            ("2012-08-01T00:00:00Z", "* * 1,15 * Sun", true), ("2012-07-15T00:00:00Z", "* * */10 * Sun", true),
            ("2012-07-15T00:00:00Z", "* * * * Mon", false), ("2012-07-09T00:00:00Z", "* * 1,15 * *", false),
            ("2012-07-15T00:00:00Z", "* * 1,15 * *", true), ("2012-07-15T00:00:00Z", "* * */2 * Sun", true),
        ])
    func activation(_ time: String, _ schedule: String, recurs: Bool) throws {
        let now = try instant(time)
        let next = try window(schedule, "* * * * *").next(CronSchedule(schedule), after: now - 1)
        #expect((next == now) == recurs)
    }

    @Test(
        "the next time: TestNext, TestNextWithTz",
        arguments: [
            ("2012-07-09T14:45:00Z", "0/15 * * * *", "UTC", "2012-07-09T15:00:00Z"),
            ("2012-07-09T14:59:59Z", "0/15 * * * *", "UTC", "2012-07-09T15:00:00Z"),
            ("2012-07-09T15:45:00Z", "20-35/15 * * * *", "UTC", "2012-07-09T16:20:00Z"),
            ("2012-07-09T23:46:00Z", "*/15 * * * *", "UTC", "2012-07-10T00:00:00Z"),
            ("2012-07-09T23:45:00Z", "20-35/15 * * * *", "UTC", "2012-07-10T00:20:00Z"),
            ("2012-07-09T23:35:51Z", "20-35/15 1/2 * * *", "UTC", "2012-07-10T01:20:00Z"),
            ("2012-07-09T23:35:51Z", "20-35/15 10-12 * * *", "UTC", "2012-07-10T10:20:00Z"),
            ("2012-07-09T23:35:51Z", "20-35/15 1/2 */2 * *", "UTC", "2012-07-11T01:20:00Z"),
            ("2012-07-09T23:35:51Z", "20-35/15 * 9-20 * *", "UTC", "2012-07-10T00:20:00Z"),
            ("2012-07-09T23:35:00Z", "0 0 9 Apr-Oct ?", "UTC", "2012-08-09T00:00:00Z"),
            ("2012-07-09T23:35:00Z", "0 0 */5 Apr,Aug,Oct Mon", "UTC", "2012-08-01T00:00:00Z"),
            ("2012-07-09T23:35:00Z", "0 0 */5 Oct Mon", "UTC", "2012-10-01T00:00:00Z"),
            ("2012-07-09T23:35:00Z", "0 0 * Feb Mon", "UTC", "2013-02-04T00:00:00Z"),
            ("2012-07-09T23:35:00Z", "0 0 * Feb Mon/2", "UTC", "2013-02-01T00:00:00Z"),
            ("2012-12-31T23:59:45Z", "* * * * *", "UTC", "2013-01-01T00:00:00Z"),
            ("2012-07-09T23:35:00Z", "0 0 29 Feb ?", "UTC", "2016-02-29T00:00:00Z"),
            ("2012-03-11T00:00:00-05:00", "30 2 11 Mar ?", "America/New_York", "2013-03-11T02:30:00-04:00"),
            ("2012-03-11T01:00:00-05:00", "0 * * * ?", "America/New_York", "2012-03-11T03:00:00-04:00"),
            ("2012-03-11T01:00:00-05:00", "0 1 * * ?", "America/New_York", "2012-03-12T01:00:00-04:00"),
            ("2012-03-11T00:00:00-05:00", "0 2 * * ?", "America/New_York", "2012-03-12T02:00:00-04:00"),
            ("2012-11-04T00:00:00-04:00", "30 2 04 Nov ?", "America/New_York", "2012-11-04T02:30:00-05:00"),
            ("2012-11-04T01:45:00-04:00", "30 1 04 Nov ?", "America/New_York", "2012-11-04T01:30:00-05:00"),
            ("2012-11-04T00:00:00-04:00", "0 * * * ?", "America/New_York", "2012-11-04T01:00:00-04:00"),
            ("2012-11-04T01:00:00-04:00", "0 * * * ?", "America/New_York", "2012-11-04T01:00:00-05:00"),
            ("2012-11-04T01:00:00-05:00", "0 * * * ?", "America/New_York", "2012-11-04T02:00:00-05:00"),
            ("2012-11-04T01:00:00-05:00", "0 1 * * ?", "America/New_York", "2012-11-05T01:00:00-05:00"),
            ("2012-11-04T00:00:00-04:00", "0 2 * * ?", "America/New_York", "2012-11-04T02:00:00-05:00"),
            ("2012-11-04T03:00:00-05:00", "0 3 * * ?", "America/New_York", "2012-11-05T03:00:00-05:00"),
            ("2012-11-04T00:00:00-04:00", "0 3 3 * ?", "America/New_York", "2012-12-03T03:00:00-05:00"),
            ("2018-10-17T05:00:00-04:00", "0 9 10 * ?", "America/Sao_Paulo", "2018-11-10T06:00:00-05:00"),
            ("2018-02-14T05:00:00-05:00", "0 9 22 * ?", "America/Sao_Paulo", "2018-02-22T07:00:00-05:00"),
            ("2016-01-03T13:09:03+05:30", "14 14 * * *", "Asia/Kolkata", "2016-01-03T14:14:00+05:30"),
            ("2016-01-03T14:00:00+05:30", "14 14 * * ?", "Asia/Kolkata", "2016-01-03T14:14:00+05:30"),
        ])
    func next(_ time: String, _ schedule: String, _ zone: String, expected: String) throws {
        let schedule = try CronSchedule(schedule)
        let next = try window("* * * * *", "* * * * *", zone).next(schedule, after: instant(time))
        #expect(next == (try instant(expected)))
    }

    @Test("what never comes within five years is not found", arguments: ["0 0 30 Feb ?", "0 0 31 Apr ?"])
    func never(_ schedule: String) throws {
        let window = try window(schedule, "0 0 * * *")
        #expect(window.next(window.start, after: try instant("2012-07-09T23:35:00Z")) == nil)
        // Upstream's zero time lies before every other: a start that never comes is long past.
        #expect(window.state(at: 0).isOpen)
        #expect(!(try self.window("0 0 * * *", schedule)).state(at: 0).isOpen)
    }

    @Test(
        "the first minute at which the calendar agrees is found",
        arguments: [
            "*/7 3,14 * * *", "0 0 1 * *", "30 2 * * Sun", "15 12 13 * Fri", "0 23 28-31 2-3 *", "59 23 * * *",
        ])
    func againstCalendar(_ text: String) throws {
        let schedule = try CronSchedule(text)
        let fields = text.split(separator: " ")
        for zone in ["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"] {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = try #require(CronWindow.timeZone(zone))
            let window = try window(text, "* * * * *", zone)
            for start in ["2023-03-24T11:00:30Z", "2023-10-27T22:59:59Z", "2024-02-27T00:00:00Z"] {
                let now = try instant(start)
                let found = try #require(window.next(schedule, after: now))
                var minute = now / 60 + 1
                // Ten days are looked at; the rest is left to the tables above.
                while minute < now / 60 + 14_400 {
                    let parts = calendar.dateComponents(
                        [.minute, .hour, .day, .month, .weekday],
                        from: Date(timeIntervalSince1970: Double(minute * 60)))
                    if Self.matches(fields, parts) { break }
                    minute += 1
                }
                if minute < now / 60 + 14_400 {
                    #expect(found == minute * 60, "\(zone) after \(start)")
                } else {
                    #expect(found >= minute * 60)
                }
            }
        }
    }

    /// The schedule's fields read anew, one number at a time.
    private static func matches(_ fields: [Substring], _ parts: DateComponents) -> Bool {
        func holds(_ field: Substring, _ number: Int, from lowest: Int) -> Bool {
            field.split(separator: ",").contains { part in
                if part == "*" { return true }
                if part.hasPrefix("*/"), let step = Int(part.dropFirst(2)) { return (number - lowest) % step == 0 }
                if part == "Sun" { return number == 0 }
                if part == "Fri" { return number == 5 }
                let ends = part.split(separator: "-").compactMap { Int($0) }
                return ends.first.map { $0 <= number } ?? false && ends.last.map { number <= $0 } ?? false
            }
        }
        let weekday = holds(fields[4], (parts.weekday ?? 0) - 1, from: 0)
        let day = holds(fields[2], parts.day ?? 0, from: 1)
        let isDay = fields[2] == "*" || fields[4] == "*" ? day && weekday : day || weekday
        return holds(fields[0], parts.minute ?? 0, from: 0) && holds(fields[1], parts.hour ?? 0, from: 0)
            && holds(fields[3], parts.month ?? 0, from: 1) && isDay
    }

    @Test(
        "a window is open from its start to just before its end",
        arguments: [
            // 1970-01-01 was a Thursday; hours since its beginning.
            ("0 0 * * Thu", "59 23 * * Thu", [(0, true), (23.9, true), (23.99, false), (24, false), (168, true)]),
            (
                "0 */2 * * *", "0 1-23/2 * * *",
                [(0, true), (0.99, true), (1, false), (1.99, false), (2, true), (23, false)]
            ),
            ("0,30 * * * *", "15,45 * * * *", [(0, true), (0.25, false), (0.5, true), (0.75, false)]),
            ("0 22 * * *", "0 6 * * *", [(0, true), (5.99, true), (6, false), (21.99, false), (22, true), (24, true)]),
            ("0 8 * * *", "00 8 * * *", [(0, true), (8, true), (12, true)]),
        ] as [(String, String, [(Double, Bool)])])
    func open(_ start: String, _ end: String, at hours: [(Double, Bool)]) throws {
        let trigger = """
            {type: cron, name: clock, metadata: {timezone: Etc/UTC, start: '\(start)', end: '\(end)', \
            desiredReplicas: '4'}}
            """
        var policy = try KEDASample.policy(triggers: [trigger])
        for (hour, isOpen) in hours {
            #expect(policy.decide(Observation(time: hour * 3600, currentReplicas: 0)).active == isOpen, "\(hour) h")
        }
    }

    @Test("an open window asks for its replicas, and the others may ask for more")
    func replicas() throws {
        let trigger = "{type: cron, metadata: {timezone: UTC, start: 0 8 * * *, end: 0 18 * * *, desiredReplicas: '4'}}"
        var policy = try KEDASample.policy("cooldownPeriod: 0", triggers: [trigger, KEDASample.queue])
        func at(_ hour: Double, _ replicas: Int, _ queue: Double) -> Decision {
            policy.decide(KEDASample.observation(hour * 3600, replicas, queue: queue))
        }
        #expect(at(7.9, 0, 0).desired == 0)
        #expect(at(8, 0, 0).desired == 1)
        #expect(at(8.01, 1, 0).desired == 4)
        #expect(at(9, 4, 30).desired == 6)
        #expect(at(17.9, 4, 0).desired == 4)
        #expect(at(18, 4, 0).desired == 0)
    }

    @Test("the wall clock of time 0 is an option, and a metric that is given goes before the clock")
    func clock() throws {
        let trigger = """
            {type: cron, name: office, metadata: {timezone: Europe/London, start: 0 8 * * Mon-Fri, \
            end: 0 18 * * Mon-Fri, desiredReplicas: '2'}}
            """
        // Monday, 30 March 2026: the first day of summer time.
        var policy = try KEDASample.policy(
            triggers: [trigger], startTime: Double(instant("2026-03-30T00:00:00Z")))
        #expect(policy.decide(Observation(time: 6.99 * 3600, currentReplicas: 0)).active == false)
        #expect(policy.decide(Observation(time: 7 * 3600, currentReplicas: 0)).active == true)
        let given = Observation(time: 8 * 3600, currentReplicas: 0, externalMetrics: ["office": 0])
        #expect(policy.decide(given).active == false)
    }

    @Test(
        "metadata is right or wrong: testCronMetadata",
        arguments: [
            ("", nil),
            (
                "timezone: Etc/UTC, start: 0 0 * * Thu, end: 59 23 * * Thu, desiredReplicas: '10'",
                "s0-cron-Etc-UTC-00xxThu-5923xxThu"
            ),
            (
                "timezone: Etc/UTC, start: 0 */2 * * *, end: 0 1-23/2 * * *, desiredReplicas: '10'",
                "s0-cron-Etc-UTC-0xSl2xxx-01-23Sl2xxx"
            ),
            (
                "timezone: Etc/UTC, start: '0,30 * * * *', end: '15,45 * * * *', desiredReplicas: '10'",
                "s0-cron-Etc-UTC-0Cm30xxxx-15Cm45xxxx"
            ),
            ("timezone: Asia/Kolkata, start: 30 * * * *, end: 45 * * * *", nil),
            ("start: 30 * * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
            (
                "timezone: Asia/Kolkata, start: 30-33 * * * *, end: 45 * * * *, desiredReplicas: '10'",
                "s0-cron-Asia-Kolkata-30-33xxxx-45xxxx"
            ),
            (
                "timezone: Asia/Kolkata, start: 30 * * * *, end: 45-50 * * * *, desiredReplicas: '10'",
                "s0-cron-Asia-Kolkata-30xxxx-45-50xxxx"
            ),
            ("timezone: Asia/Kolkata, start: -30 * * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: Asia/Kolkata, start: 30 * * * *, end: -50 * * * *, desiredReplicas: '10'", nil),
            ("timezone: Asia/Kolkata, start: 30 * * * *, end: 50 * * -3 *, desiredReplicas: '10'", nil),
            ("timezone: Asia/Kolkata, start: 30 * * * *, end: 30 * * * *, desiredReplicas: '10'", nil),
            ("timezone: Mars/Olympus, start: 30 * * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: GMT+3, start: 30 * * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: '@daily', end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: TZ=UTC 0 * * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: 0 0 * * 7, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: xyz, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: 60 0 * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: 0 60 * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: 0 0 * * XYZ, end: 45 * * * *, desiredReplicas: '10'", nil),
            ("timezone: UTC, start: 15/0 * * * *, end: 45 * * * *, desiredReplicas: '10'", nil),
        ] as [(String, String?)])
    func metadata(_ metadata: String, name: String?) {
        let text = KEDASample.text(triggers: ["{type: cron, metadata: {\(metadata)}}"])
        let spec = try? KEDASpec.parse(text, file: "so.yaml")
        #expect(spec?.triggers.first?.metricName == name)
    }
}
