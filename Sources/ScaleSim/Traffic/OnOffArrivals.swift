/// The arrivals of on/off sources, stationary from the start; exact: together the sources that are on send a Poisson
/// process of their number times the rate, which changes when a source does. O(log sources) a change.
package struct OnOffArrivals: ArrivalSource {
    /// When a source goes on or off.
    private struct Change: Comparable, Sendable {
        /// Nanoseconds since the start of the run.
        var time: Int64
        var source: Int32
        var goesOn: Bool
        /// Of the source, which numbers its draws.
        var number: UInt32

        static func < (left: Change, right: Change) -> Bool {
            left.time != right.time ? left.time < right.time : left.source < right.source
        }
    }

    private let rate: Double
    private let stream: RandomStream
    private let durations: RandomStream
    private let on: Pareto
    private let off: Pareto
    private var changes = MinHeap<Change>()
    private var sourcesOn = 0
    /// Nanoseconds up to which requests have been drawn, and what is beyond a whole one.
    private var now: Int64 = 0
    private var fraction = 0.0
    private var drawn: UInt64 = 0

    package init(_ model: OnOff, seed: UInt64) {
        rate = model.rate
        stream = RandomStream(seed: seed, purpose: .arrivals)
        durations = RandomStream(seed: seed, purpose: .onOffTimes)
        on = Pareto(mean: model.on, shape: model.shape)
        off = Pareto(mean: model.off, shape: model.shape)
        let states = RandomStream(seed: seed, purpose: .trafficState)
        let shareOn = model.on / (model.on + model.off)
        for source in 0..<model.sources {
            let isOn = states.uniform(UInt64(source)) < shareOn
            if isOn { sourcesOn += 1 }
            let exceeded = durations.uniform(UInt64(source) << 32)
            let rest = (isOn ? on : off).residual(exceededWith: exceeded)
            changes.insert(
                Change(time: Self.instant(after: 0, rest), source: Int32(source), goesOn: !isOn, number: 1))
        }
    }

    package mutating func next() -> Int64? {
        var distance = -naturalLogarithm(stream.uniform(drawn))
        drawn += 1
        while let change = changes.min, change.time < .max {
            let left = Double(change.time - now) - fraction
            let reach = distance / (Double(sourcesOn) * rate) * 1e9
            if reach < left {
                fraction += reach
                let whole = Int64(fraction)
                now += whole
                fraction -= Double(whole)
                return now
            }
            distance -= left * 1e-9 * Double(sourcesOn) * rate
            now = change.time
            fraction = 0
            perform(change)
        }
        return nil
    }

    private mutating func perform(_ change: Change) {
        sourcesOn += change.goesOn ? 1 : -1
        let draw = durations.uniform(UInt64(change.source) << 32 | UInt64(change.number))
        let duration = (change.goesOn ? on : off).value(exceededWith: draw)
        changes.removeMin()
        changes.insert(
            Change(
                time: Self.instant(after: change.time, duration), source: change.source, goesOn: !change.goesOn,
                number: change.number &+ 1))
    }

    /// `Int64.max` where that is beyond all time.
    private static func instant(after time: Int64, _ seconds: Double) -> Int64 {
        let end = Double(time) + seconds * 1e9
        return end < 9e18 ? time + max(1, Int64(seconds * 1e9)) : .max
    }
}
