import Foundation
@testable import ScaleSim
import Testing

/// Schedules and alarms over long times, which cost no more than they must and find the same.
@Suite struct BoundedCalendarTests {
    @Test(
        "the next match is the first minute that matches",
        arguments: ["*/7 * * * *", "30 2 * * *", "15 1,2,3 * * Sun", "0 0 29 2 *", "59 23 31 12 *"],
        ["Etc/UTC", "Europe/London", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"])
    func next(expression: String, zone: String) throws {
        let schedule = try #require(CalendarSchedule(expression: expression))
        let clock = try #require(LocalClock(identifier: zone))
        // About the changes of the clock in 2026 in London, Newfoundland and on Lord Howe, a skipped day in Apia, others.
        for start in [1_774_742_400, 1_772_863_200, 1_775_314_800, 1_325_200_000, 1_792_800_000, 951_782_340] {
            for earliest in stride(from: start - 7_201, through: start + 7_201, by: 3_599) {
                #expect(schedule.first(after: earliest, on: clock) == plainNext(schedule, after: earliest, clock))
            }
        }
    }

    /// Every minute of every day, each by itself.
    private func plainNext(_ schedule: CalendarSchedule, after earliest: Int, _ clock: LocalClock) -> Int? {
        let first = LocalClock.day(of: clock.local(at: earliest)) - 1
        for day in first...(first + 41 * 366) where schedule.matches(day: day) {
            for minute in 0..<1_440 {
                let isMatch =
                    schedule.hours >> UInt64(minute / 60) & 1 == 1 && schedule.minutes >> UInt64(minute % 60) & 1 == 1
                guard isMatch else { continue }
                let instant = clock.instant(ofLocal: day * LocalClock.day + minute * 60)
                if instant > earliest { return instant }
            }
        }
        return nil
    }

    @Test(
        "the last time that an action is due is that which following all of them ends at",
        arguments: ["*/7 * * * *", "30 1,2 * * *", "0 12 * * Sun"], [nil, 1_774_800_000, 1_775_000_100] as [Double?])
    func lastTime(expression: String, end: Double?) throws {
        var action = AWSScheduledAction(name: "a")
        action.recurrence = CalendarSchedule(expression: expression)
        action.clock = try #require(LocalClock(identifier: "Europe/London"))
        // The clock is put forward on 2026-03-29 at 01:00 UTC.
        action.start = 1_774_700_030
        action.end = end
        for after in stride(from: 1_774_690_000.5, to: 1_774_900_000, by: 20_011) {
            guard let first = action.next(after: after) else { continue }
            for now in [first, first + 59, first + 86_400, first + 9 * 86_400] {
                var followed = first
                while let next = action.next(after: followed), next <= now { followed = next }
                #expect(action.last(upTo: now, from: first) == followed)
            }
        }
    }

    @Test("an action of every minute runs once for a month without an observation")
    func action() throws {
        let text = #"""
            {"AutoScalingGroups": [{"AutoScalingGroupName": "g", "MinSize": 1, "MaxSize": 9}],
             "ScheduledUpdateGroupActions": [
              {"AutoScalingGroupName": "g", "ScheduledActionName": "a", "Recurrence": "* * * * *", "DesiredCapacity": 4}]}
            """#
        var policy = try PolicyFile.parse(text).policy
        #expect(policy.decide(Observation(time: 0, currentReplicas: 1)).desired == 4)
        let elapsed = ContinuousClock().measure {
            let decision = policy.decide(Observation(time: 30 * 86_400, currentReplicas: 2))
            #expect(decision.desired == 4)
            #expect(decision.reason.components(separatedBy: "scheduled action").count == 2)
        }
        #expect(elapsed < BoundedWorkTests.limit)
    }

    @Test(
        "a minute without an observation is one without data", arguments: AWSAlarm.MissingData.allCases,
        [(1, 1), (3, 2), (5, 5)])
    func gaps(_ missingData: AWSAlarm.MissingData, periods: (all: Int, needed: Int)) {
        var random = TestGenerator(state: UInt64(periods.all))
        for period in [60.0, 300] {
            let alarm = AWSAlarm(
                name: "a", metric: AWSMetric(names: ["m"]), periodSeconds: period, evaluationPeriods: periods.all,
                datapointsToAlarm: periods.needed, comparison: .greater, threshold: 1, missingData: missingData)
            var (sparse, dense) = (AWSAlarmHistory(), AWSAlarmHistory())
            for minute in 0..<600 {
                let now = Double(minute) * 60
                let isObserved = minute == 0 || minute % 40 > 25 && Int.random(in: 0..<3, using: &random) == 0
                let value = isObserved ? Double(Int.random(in: 0...2, using: &random)) : nil
                _ = dense.evaluate(alarm, value: value, at: now)
                guard isObserved else { continue }
                _ = sparse.evaluate(alarm, value: value, at: now)
                #expect(sparse.state == dense.state)
            }
        }
    }

    @Test("an alarm that looks at a week has its data points at once, also after a week without observations")
    func alarm() {
        let alarm = AWSAlarm(
            name: "a", metric: AWSMetric(names: ["m"]), evaluationPeriods: 10_080, datapointsToAlarm: 3,
            comparison: .greater, threshold: 1)
        var history = AWSAlarmHistory()
        let elapsed = ContinuousClock().measure {
            var points: [Double?] = []
            for minute in 0..<50 {
                points = history.evaluate(alarm, value: Double(minute % 5), at: Double(minute) * 60)
            }
            #expect(points.prefix(50) == ((0..<50).reversed().map { Double($0 % 5) })[...])
            #expect(points.dropFirst(50).allSatisfy { $0 == nil })
            #expect(history.state == .alarm)
            points = history.evaluate(alarm, value: 0.5, at: 10_000 * 60)
            #expect(points.count { $0 != nil } == 51)
        }
        #expect(elapsed < BoundedWorkTests.limit)
    }
}
