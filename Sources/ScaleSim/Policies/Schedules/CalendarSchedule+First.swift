extension CalendarSchedule {
    /// Nothing that comes again leaves out more years: a leap day on a given day of the week.
    private static let longestPause = 41 * 366

    /// The first match after the instant `earliest`, both in seconds since 1970; nil where there is none.
    func first(after earliest: Int, on clock: LocalClock) -> Int? {
        // From the day before: the clock may have been put back in between.
        let first = LocalClock.day(of: clock.local(at: earliest)) - 1
        for day in first...(first + Self.longestPause) where matches(day: day) {
            let midnight = day * LocalClock.day
            if let offset = clock.steadyOffset(onDayFrom: midnight) {
                let local = earliest + offset - midnight
                if let second = firstSecond(after: local) { return midnight + second - offset }
                continue
            }
            for hour in 0...23 where hours >> UInt64(hour) & 1 == 1 {
                for minute in 0...59 where minutes >> UInt64(minute) & 1 == 1 {
                    let instant = clock.instant(ofLocal: midnight + hour * 3600 + minute * 60)
                    if instant > earliest { return instant }
                }
            }
        }
        return nil
    }

    /// The first match of a day after one of its seconds, which may lie before or after it.
    private func firstSecond(after second: Int) -> Int? {
        for hour in 0...23 where hours >> UInt64(hour) & 1 == 1 && hour * 3600 + 3540 > second {
            for minute in 0...59 where minutes >> UInt64(minute) & 1 == 1 {
                let match = hour * 3600 + minute * 60
                if match > second { return match }
            }
        }
        return nil
    }
}
