import BootProbe

/// Faults in a random order that a seed decides, some of which overlap.
package struct FaultSchedule {
    package let faults: [StackFault]

    /// Every kind comes once before any comes again.
    package init(count: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.nextUnit() }
        var bag: [StackFault.Kind] = []
        faults = (0..<count).map { _ in
            if bag.isEmpty { bag = StackFault.Kind.all }
            let kind = bag.remove(at: random.nextIndex(below: bag.count))
            // Shorter than most faults take to be over, with what comes back after them.
            let pause = between(0.8, 2.8)
            let seconds =
                switch kind {
                case .kill, .cutPower: between(0, 2)
                case .reset: between(0, 1)
                case .silence, .delay, .fill: between(0.5, 3)
                }
            return StackFault(kind: kind, pause: pause, seconds: seconds, delaySeconds: between(0.1, 0.5))
        }
    }

    /// Seconds until the last one begins.
    package var seconds: Double { faults.reduce(0) { $0 + $1.pause } }
}
