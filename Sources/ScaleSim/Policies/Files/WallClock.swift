/// Dates of the proleptic Gregorian calendar as seconds since 1970-01-01T00:00:00Z, without leap seconds.
package enum WallClock {
    /// Seconds of `2026-03-31T08:00:00Z`, `…+02:00` or, in UTC, without a zone; nil for anything else.
    package static func seconds(iso8601 text: String) -> Double? {
        let pattern =
            /(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|([+-])(\d\d):?(\d\d))?)?/
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        func number(_ part: Substring?) -> Int { part.flatMap { Int($0) } ?? 0 }
        let (year, month, day) = (number(match.1), number(match.2), number(match.3))
        let (hour, minute, second) = (number(match.4), number(match.5), number(match.6))
        let (zoneHour, zoneMinute) = (number(match.9), number(match.10))
        guard (1...12).contains(month), (1...daysIn(month: month, year: year)).contains(day) else { return nil }
        guard hour < 24, minute < 60, second < 60, zoneHour < 24, zoneMinute < 60 else { return nil }
        let zone = (zoneHour * 3600 + zoneMinute * 60) * (match.8 == "-" ? -1 : 1)
        let whole = day1970(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second - zone
        return Double(whole) + (match.7.flatMap { Double("0\($0)") } ?? 0)
    }

    /// Days since 1970-01-01, by years that begin in March, so that the leap day comes last.
    package static func day1970(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    package static func date(day1970: Int) -> (year: Int, month: Int, day: Int) {
        // A guess by years that are too short, then the month by counting.
        var year = 1970 + floorDivide(day1970, 365)
        while Self.day1970(year: year, month: 1, day: 1) > day1970 { year -= 1 }
        while Self.day1970(year: year + 1, month: 1, day: 1) <= day1970 { year += 1 }
        var month = 12
        while Self.day1970(year: year, month: month, day: 1) > day1970 { month -= 1 }
        return (year, month, day1970 - Self.day1970(year: year, month: month, day: 1) + 1)
    }

    package static func daysIn(month: Int, year: Int) -> Int {
        let next = month == 12 ? (year + 1, 1) : (year, month + 1)
        return day1970(year: next.0, month: next.1, day: 1) - day1970(year: year, month: month, day: 1)
    }

    package static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
        dividend / divisor - (dividend % divisor < 0 ? 1 : 0)
    }
}
