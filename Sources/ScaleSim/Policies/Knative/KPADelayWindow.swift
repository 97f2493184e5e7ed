/// The largest number wanted within the scale-down delay, in ticks of two seconds: `TimeWindow` of
/// `pkg/autoscaler/aggregation/max`.
package struct KPADelayWindow: Sendable {
    /// Ticks that count, the current one among them.
    private let length: Int
    /// In the order of their ticks, each smaller than the one before: others can never be the largest again.
    private var peaks: [(tick: Int, pods: Int)] = []

    /// - Parameter length: at least 1.
    package init(length: Int) { self.length = length }

    /// - Parameter delay: part of a tick counts as a whole one.
    init(delay: SimTime) {
        let tick = SimTime(seconds: KnativeKPA.tickSeconds).nanoseconds
        self.init(length: Int((delay.nanoseconds + tick - 1) / tick))
    }

    /// Takes note of `pods`, and gives the largest number of the window that ends with `tick`.
    package mutating func largest(with pods: Int, at tick: Int) -> Int {
        while let last = peaks.last, last.pods <= pods { peaks.removeLast() }
        peaks.append((tick, pods))
        let outdated = peaks.prefix { tick - $0.tick >= length }
        peaks.removeFirst(outdated.count)
        return peaks.first?.pods ?? pods
    }
}
