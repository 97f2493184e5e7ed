import Foundation

/// When a recurring scheduled action runs: a cron expression of five fields in a time zone.
///
/// "Scheduled scaling for Amazon EC2 Auto Scaling": `[Minute] [Hour] [Day_of_Month] [Month_of_Year] [Day_of_Week]`.
package struct AWSRecurrence: Sendable, Equatable {
    private let minutes: [Int]
    private let hours: [Int]
    private let days: Set<Int>
    private let months: Set<Int>
    /// Sunday is 0.
    private let weekdays: Set<Int>
    /// As crontab has it: with both restricted, a day need match only one of them.
    private let eitherDay: Bool
    private let zone: TimeZone

    /// Nil where `text` is no such expression.
    package init?(_ text: String, zone: TimeZone) {
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 5 else { return nil }
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard let minutes = Self.values(fields[0], in: 0...59), let hours = Self.values(fields[1], in: 0...23),
            let days = Self.values(fields[2], in: 1...31), let months = Self.values(fields[3], in: 1...12, names),
            let weekdays = Self.values(fields[4], in: 0...7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
        else { return nil }
        self.minutes = minutes.sorted()
        self.hours = hours.sorted()
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        eitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
        self.zone = zone
    }

    /// The values of a list of `*`, `5`, `1-5`, `*/10`, `0-30/5` or names; nil for anything else.
    private static func values(_ text: Substring, in range: ClosedRange<Int>, _ names: [String] = []) -> Set<Int>? {
        func value(_ text: Substring) -> Int? {
            let number =
                names.firstIndex(of: text.lowercased()).map { $0 + range.lowerBound }
                ?? (text.allSatisfy(\.isNumber) ? Int(text) : nil)
            return number.flatMap { range.contains($0) ? $0 : nil }
        }
        var values: Set<Int> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "/", omittingEmptySubsequences: false)
            guard let base = parts.first, parts.count <= 2 else { return nil }
            let ends = base.split(separator: "-", omittingEmptySubsequences: false)
            let span: ClosedRange<Int>
            if base == "*" {
                span = range
            } else if ends.count <= 2, let first = ends.first.flatMap(value), let last = ends.last.flatMap(value),
                first <= last
            {
                // `5/10` steps from 5 to the end of the range.
                span = first...(ends.count == 1 && parts.count == 2 ? range.upperBound : last)
            } else {
                return nil
            }
            let step = parts.count == 2 ? Int(parts[1]) ?? 0 : 1
            guard step > 0 else { return nil }
            values.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return values
    }

    /// The first time after `time`, both seconds since 1970; nil where there is none within 30 years.
    ///
    /// A local time that the change to summer time skips stands for the moment an hour later; of one that occurs twice,
    /// the first counts.
    package func next(after time: Double) -> Double? {
        let here = time + Double(offset(at: time))
        let today = Int((here / 86_400).rounded(.down))
        // From yesterday: the offset may differ from the one of the occurrence.
        for day in (today - 1)...(today + 30 * 366) where matches(day) {
            for hour in hours {
                for minute in minutes {
                    let occurrence = utc(local: Double(day * 86_400 + hour * 3600 + minute * 60))
                    if occurrence > time { return occurrence }
                }
            }
        }
        return nil
    }

    private func matches(_ day1970: Int) -> Bool {
        let date = WallClock.date(day1970: day1970)
        guard months.contains(date.month) else { return false }
        // The first day of 1970 was a Thursday.
        let weekday = weekdays.contains((day1970 % 7 + 11) % 7)
        return eitherDay ? days.contains(date.day) || weekday : days.contains(date.day) && weekday
    }

    private func utc(local: Double) -> Double {
        let early = local - Double(offset(at: local - 86_400))
        let late = local - Double(offset(at: early))
        return early == late || local - Double(offset(at: late)) != late ? early : late
    }

    private func offset(at time: Double) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: time)) }
}
