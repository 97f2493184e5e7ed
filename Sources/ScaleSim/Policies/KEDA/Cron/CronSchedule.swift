/// When something recurs, in the five fields of cron: minute, hour, day of the month, month, day of the week.
///
/// The dialect is that of KEDA's parser, `parser.go` of github.com/robfig/cron/v3: names in any case, `?` for `*`,
/// `5/15` for 5 to the end in steps, and days of the week from 0 to 6 only.
public struct CronSchedule: Sendable, Equatable {
    /// Bit i stands for the number i.
    private let minutes: UInt64
    private let hours: UInt64
    private let days: UInt64
    private let months: UInt64
    private let weekdays: UInt64
    /// Whether one of the two fields of days is open (`*`): a day must then match both, otherwise either.
    private let needsBothDays: Bool

    /// Why a text is no schedule.
    struct SyntaxError: Error, Equatable {
        let message: String
    }

    init(_ text: String) throws(SyntaxError) {
        guard !text.hasPrefix("TZ="), !text.hasPrefix("CRON_TZ=") else {
            throw SyntaxError(message: "a time zone in a schedule is not supported; it belongs to `timezone`")
        }
        guard !text.hasPrefix("@") else {
            throw SyntaxError(message: "words such as \(text.quoted) are not supported by KEDA; write five fields")
        }
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 5 else {
            throw SyntaxError(message: "expected 5 fields (minute hour day month weekday), found \(fields.count)")
        }
        minutes = try CronField.minute.bits(of: fields[0]).bits
        hours = try CronField.hour.bits(of: fields[1]).bits
        let day = try CronField.day.bits(of: fields[2])
        months = try CronField.month.bits(of: fields[3]).bits
        let weekday = try CronField.weekday.bits(of: fields[4])
        days = day.bits
        weekdays = weekday.bits
        needsBothDays = day.isOpen || weekday.isOpen
    }

    /// - Parameters:
    ///   - date: of the proleptic Gregorian calendar.
    ///   - day: the same since 1970-01-01.
    func includes(_ date: (year: Int64, month: Int64, day: Int64), day: Int) -> Bool {
        guard months.contains(Int(date.month)) else { return false }
        let isDay = days.contains(Int(date.day))
        let isWeekday = weekdays.contains(CalendarTime.weekday(ofDay: day))
        return needsBothDays ? isDay && isWeekday : isDay || isWeekday
    }

    /// The first second of a day, from `second` on, at which it recurs.
    func second(from second: Int) -> Int? {
        var minute = (second + 59) / 60
        while minute < 1440 {
            let hour = minute / 60
            if !hours.contains(hour) {
                minute = (hour + 1) * 60
            } else if minutes.contains(minute % 60) {
                return minute * 60
            } else {
                minute += 1
            }
        }
        return nil
    }
}

/// The range of one field, and what may stand for its numbers.
struct CronField {
    let name: String
    let range: ClosedRange<Int>
    var words: [String] = []

    static let minute = CronField(name: "minute", range: 0...59)
    static let hour = CronField(name: "hour", range: 0...23)
    static let day = CronField(name: "day of the month", range: 1...31)
    static let month = CronField(
        name: "month", range: 1...12,
        words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    static let weekday = CronField(
        name: "day of the week", range: 0...6, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    /// - Returns: the numbers, and whether any part is an unrestricted `*`; `*/2` is not.
    func bits(of text: Substring) throws(CronSchedule.SyntaxError) -> (bits: UInt64, isOpen: Bool) {
        var (bits, isOpen): (UInt64, Bool) = (0, false)
        for part in text.split(separator: ",") {
            let (numbers, isStar) = try numbers(of: part)
            for number in numbers { bits |= 1 << UInt64(number) }
            isOpen = isOpen || isStar
        }
        guard bits != 0 else { throw wrong(text) }
        return (bits, isOpen)
    }

    private func numbers(
        of part: Substring
    ) throws(CronSchedule.SyntaxError) -> (StrideThrough<Int>, isStar: Bool) {
        let halves = part.split(separator: "/", omittingEmptySubsequences: false)
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        let isStar = ends[0] == "*" || ends[0] == "?"
        guard halves.count <= 2, ends.count <= 2 else { throw wrong(part) }
        let first = isStar ? range.lowerBound : try number(ends[0])
        var last = isStar ? range.upperBound : try number(ends[ends.count - 1])
        guard halves.count == 2 else {
            guard first <= last else { throw wrong(part) }
            return (stride(from: first, through: last, by: 1), isStar)
        }
        if ends.count == 1 { last = range.upperBound }
        guard let step = Int(halves[1]), step > 0, first <= last else { throw wrong(part) }
        return (stride(from: first, through: last, by: min(step, 100)), isStar && step == 1)
    }

    private func number(_ text: Substring) throws(CronSchedule.SyntaxError) -> Int {
        if let index = words.firstIndex(of: text.lowercased()) { return range.lowerBound + index }
        guard let number = Int(text), range.contains(number) else { throw wrong(text) }
        return number
    }

    private func wrong(_ text: Substring) -> CronSchedule.SyntaxError {
        let words = words.isEmpty ? "" : ", or \(words[0]) to \(words[words.count - 1])"
        return .init(
            message: "expected the \(name) from \(range.lowerBound) to \(range.upperBound)\(words), found "
                + text.quoted)
    }
}

extension UInt64 {
    fileprivate func contains(_ number: Int) -> Bool { self & 1 << UInt64(number) != 0 }
}
