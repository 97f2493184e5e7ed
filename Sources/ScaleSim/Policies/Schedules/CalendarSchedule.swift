/// Times that come again: a cron expression, with a year or without.
///
/// Each set holds the values that match as bits; years count from 2000.
struct CalendarSchedule: Sendable, Equatable {
    var minutes: UInt64
    var hours: UInt64
    var daysOfMonth: UInt64
    var months: UInt64
    /// 0 is Sunday.
    var daysOfWeek: UInt64
    var years: UInt64
    /// With both a day of the month and one of the week given, either is enough.
    var isEitherDay = false

    static let everyMinute: UInt64 = bits(0...59)
    static let everyHour: UInt64 = bits(0...23)
    static let everyDayOfMonth: UInt64 = bits(1...31)
    static let everyMonth: UInt64 = bits(1...12)
    static let everyDayOfWeek: UInt64 = bits(0...6)
    static let everyYear: UInt64 = .max

    static func bits(_ range: ClosedRange<Int>, step: Int = 1) -> UInt64 {
        stride(from: range.lowerBound, through: range.upperBound, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }

    /// The last match up to the instant `now`, and after `earliest`, both in seconds since 1970; nil where there is none.
    func latest(upTo now: Int, after earliest: Int, on clock: LocalClock) -> Int? {
        let localNow = clock.local(at: now)
        let today = LocalClock.day(of: localNow)
        // A day more than asked for, since the clock may have been put back in between.
        let first = LocalClock.day(of: clock.local(at: earliest)) - 1
        for day in stride(from: today, through: first, by: -1) where matches(day: day) {
            for hour in stride(from: 23, through: 0, by: -1) where hours >> UInt64(hour) & 1 == 1 {
                let start = day * LocalClock.day + hour * 3600
                // Not even a clock that was put back can have shown it yet.
                if start > localNow + 3 * 3600 { continue }
                for minute in stride(from: 59, through: 0, by: -1) where minutes >> UInt64(minute) & 1 == 1 {
                    let instant = clock.instant(ofLocal: start + minute * 60)
                    if instant <= now { return instant > earliest ? instant : nil }
                }
            }
        }
        return nil
    }

    func matches(day: Int) -> Bool {
        let date = CalendarTime.date(ofDay: Int64(day))
        let year = date.year - 2000
        guard months >> UInt64(date.month) & 1 == 1 else { return false }
        guard years == Self.everyYear || (0..<64 ~= year && years >> UInt64(year) & 1 == 1) else { return false }
        let weekday = CalendarTime.weekday(ofDay: day)
        let (isInMonth, isInWeek) = (
            daysOfMonth >> UInt64(date.day) & 1 == 1, daysOfWeek >> UInt64(weekday) & 1 == 1
        )
        return isEitherDay ? isInMonth || isInWeek : isInMonth && isInWeek
    }
}

extension CalendarSchedule {
    /// Five fields, or six with a year, as Google describes them in "Scaling based on schedules"; nil for anything else.
    init?(expression: String) {
        let fields = expression.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard fields.count == 5 || fields.count == 6,
            let minutes = Self.set(fields[0], 0...59), let hours = Self.set(fields[1], 0...23),
            let days = Self.set(fields[2], 1...31), let months = Self.set(fields[3], 1...12, names: Self.monthNames),
            let week = Self.set(fields[4], 0...7, names: Self.dayNames)
        else { return nil }
        var years = Self.everyYear
        if fields.count == 6, fields[5] != "*" {
            guard let set = Self.set(fields[5], 2000...2036, subtracting: 2000) else { return nil }
            years = set
        }
        // 7 is Sunday too.
        let sunday = (week & 1) | (week >> 7 & 1)
        self.init(
            minutes: minutes, hours: hours, daysOfMonth: days, months: months,
            daysOfWeek: (week & Self.everyDayOfWeek) | sunday, years: years,
            isEitherDay: fields[2] != "*" && fields[4] != "*")
    }

    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let monthNames = [
        "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// - Parameter names: stand for their indices.
    private static func set(
        _ field: String, _ range: ClosedRange<Int>, names: [String] = [], subtracting base: Int = 0
    ) -> UInt64? {
        var set: UInt64 = 0
        for item in field.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "/", omittingEmptySubsequences: false)
            guard let first = parts.first, parts.count <= 2 else { return nil }
            var step = 1
            if parts.count == 2 {
                guard let number = Int(parts[1]), number >= 1 else { return nil }
                step = number
            }
            guard let values = values(first, range, names: names), parts.count == 1 || values.isRange else {
                return nil
            }
            set |= bits(values.range.lowerBound - base...values.range.upperBound - base, step: step)
        }
        return set
    }

    private static func values(
        _ text: Substring, _ range: ClosedRange<Int>, names: [String]
    ) -> (range: ClosedRange<Int>, isRange: Bool)? {
        // A step over all days of the week starts on Sunday and must not come to Sunday again.
        if text == "*" { return (range.lowerBound...(range == 0...7 ? 6 : range.upperBound), true) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = ends.first.flatMap({ value($0, range, names: names) }), ends.count <= 2 else { return nil }
        guard ends.count == 2 else { return (first...first, false) }
        guard var last = value(ends[1], range, names: names) else { return nil }
        // `Mon-Sun` are the days 1 to 7; `Sun-Sun` and `0-7` are none.
        if last == 0, names == dayNames, Int(ends[1]) == nil { last = 7 }
        guard first <= last, !(first == 0 && last == 7) else { return nil }
        return (first...last, true)
    }

    private static func value(_ text: Substring, _ range: ClosedRange<Int>, names: [String]) -> Int? {
        if let index = names.firstIndex(of: text.lowercased()), !text.isEmpty { return index }
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text), range.contains(number) else {
            return nil
        }
        return number
    }
}
