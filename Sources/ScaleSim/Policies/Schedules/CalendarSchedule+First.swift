extension CalendarSchedule {
    /// Nothing that comes again leaves out more years: a leap day on a given day of the week.
    private static let longestPause = 41 * 366

    /// The first match after the instant `earliest`, both in seconds since 1970; nil where there is none.
    func first(after earliest: Int, on clock: LocalClock) -> Int? {
        // From the day before: the clock may have been put back in between.
        let first = LocalClock.day(of: clock.local(at: earliest)) - 1
        for day in first...(first + Self.longestPause) where matches(day: day) {
            for hour in 0...23 where hours >> UInt64(hour) & 1 == 1 {
                for minute in 0...59 where minutes >> UInt64(minute) & 1 == 1 {
                    let instant = clock.instant(ofLocal: day * LocalClock.day + hour * 3600 + minute * 60)
                    if instant > earliest { return instant }
                }
            }
        }
        return nil
    }
}
