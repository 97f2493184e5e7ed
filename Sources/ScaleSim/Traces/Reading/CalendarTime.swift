/// Reads dates and times as seconds and nanoseconds since 1970, in UTC.
enum CalendarTime {
    /// Days from 1970-01-01 to a date of the Gregorian calendar.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that the leap day is last.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of `days`, by the same source.
    static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// From 0, Sunday, to 6.
    static func weekday(ofDay day: Int) -> Int {
        // 1970-01-01 was a Thursday.
        ((day + 4) % 7 + 7) % 7
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Seconds since 1970 of a date and a time of the day; nil where there is no such. A leap second counts as the next.
    private static func seconds(
        _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64, _ second: Int64
    ) -> Int64? {
        guard (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year) else { return nil }
        guard hour < 24, minute < 60, second <= 60, year >= 1970, year < 2200 else { return nil }
        return days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// The number in `count` digits from `position` on.
    private static func number(_ text: Span<UInt8>, _ position: Int, _ count: Int) -> Int64? {
        guard position >= 0, position + count <= text.count else { return nil }
        var value: Int64 = 0
        for index in position..<position + count {
            guard let digit = TraceText.digit(text[index]) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private static func hasByte(_ text: Span<UInt8>, _ position: Int, _ byte: UInt8) -> Bool {
        position < text.count && text[position] == byte
    }

    // MARK: Of a web server's log

    /// Bytes of `10/Oct/2000:13:55:36 -0700`.
    static let logLength = 26

    /// Whole seconds of the time `dd/Mon/yyyy:hh:mm:ss ±hhmm` at `position`; nil where there is none.
    static func logSeconds(_ text: Span<UInt8>, _ position: Int) -> Int64? {
        guard position + logLength <= text.count else { return nil }
        let (slash, colon) = (UInt8(ascii: "/"), UInt8(ascii: ":"))
        guard text[position + 2] == slash, text[position + 6] == slash, text[position + 11] == colon,
            text[position + 14] == colon, text[position + 17] == colon, text[position + 20] == 0x20,
            let day = number(text, position, 2), let month = month(text, position + 3),
            let year = number(text, position + 7, 4), let hour = number(text, position + 12, 2),
            let minute = number(text, position + 15, 2), let second = number(text, position + 18, 2),
            let offset = offset(text, position + 21, hours: position + 22, minutes: position + 24),
            let local = seconds(year, month, day, hour, minute, second)
        else { return nil }
        return local - offset
    }

    private static func month(_ text: Span<UInt8>, _ position: Int) -> Int64? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let name = TraceText.string(text, position..<position + 3).lowercased()
        return names.firstIndex(of: name).map { Int64($0) + 1 }
    }

    /// Seconds east of Greenwich.
    private static func offset(_ text: Span<UInt8>, _ sign: Int, hours: Int, minutes: Int) -> Int64? {
        guard let hours = number(text, hours, 2), let minutes = number(text, minutes, 2), hours < 24, minutes < 60,
            text[sign] == UInt8(ascii: "+") || text[sign] == UInt8(ascii: "-")
        else { return nil }
        return (text[sign] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    // MARK: ISO 8601

    /// Nanoseconds of `2023-11-16 18:15:46.6805900`, with a `T` for the blank or not, and with `Z`, `+00:00` or `+0000`
    /// behind it or not; nil where `cell` holds none.
    static func nanoseconds(_ text: Span<UInt8>, _ cell: Range<Int>) -> Int64? {
        let text = text.extracting(cell)
        let (dash, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
        guard hasByte(text, 4, dash), hasByte(text, 7, dash), hasByte(text, 13, colon), hasByte(text, 16, colon),
            hasByte(text, 10, 0x20) || hasByte(text, 10, UInt8(ascii: "T")), let year = number(text, 0, 4),
            let month = number(text, 5, 2), let day = number(text, 8, 2), let hour = number(text, 11, 2),
            let minute = number(text, 14, 2), let second = number(text, 17, 2),
            let local = seconds(year, month, day, hour, minute, second)
        else { return nil }
        var position = 19
        guard let fraction = fraction(text, &position), let offset = zone(text, position) else { return nil }
        return (local - offset) * 1_000_000_000 + fraction
    }

    /// Nanoseconds of a decimal fraction at `position`, which moves behind it; digits beyond nine are cut off.
    private static func fraction(_ text: Span<UInt8>, _ position: inout Int) -> Int64? {
        guard hasByte(text, position, UInt8(ascii: ".")) else { return 0 }
        position += 1
        var (value, unit) = (Int64(0), Int64(100_000_000))
        let first = position
        while position < text.count, let digit = TraceText.digit(text[position]) {
            value += digit * unit
            unit /= 10
            position += 1
        }
        return position > first ? value : nil
    }

    private static func zone(_ text: Span<UInt8>, _ position: Int) -> Int64? {
        switch text.count - position {
        case 0: 0
        case 1: text[position] == UInt8(ascii: "Z") ? 0 : nil
        case 5: offset(text, position, hours: position + 1, minutes: position + 3)
        case 6:
            text[position + 3] == UInt8(ascii: ":")
                ? offset(text, position, hours: position + 1, minutes: position + 4) : nil
        default: nil
        }
    }
}
