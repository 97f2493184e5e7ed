/// When a service that has become idle should have a replica again, and until when: the hybrid histogram policy of
/// Shahrad et al., "Serverless in the Wild: Characterizing and Optimizing the Serverless Workload at a Large Cloud
/// Provider", USENIX ATC 2020, section 4.2.
///
/// Idle times are counted in bins. Where the counts show a pattern, its first and last percentiles bound when the next
/// request is expected; where they do not, replicas are kept for a standard time; where most idle times are too long for
/// the bins, the next one is forecast from those before it.
public struct HybridHistogram: Sendable, Equatable {
    /// The paper's values.
    public struct Parameters: Sendable, Equatable {
        /// Idle times from this length on are out of bounds; also the standard keep-alive. In whole bins.
        public var rangeSeconds = 14_400.0
        public var binSeconds = 60.0
        /// Share of the idle times in bounds that may end before the replica is there again.
        public var head = 0.05
        /// Share of them that end before it is given up.
        public var tail = 0.99
        /// By which share the head is earlier and the tail later.
        public var margin = 0.1
        /// The coefficient of variation of the bins' counts from which on they show a pattern.
        public var leastVariation = 2.0
        /// The share of idle times out of bounds from which on the next one is forecast.
        public var outOfBounds = 0.5
        /// By which share the forecast may be wrong, either way.
        public var forecastMargin = 0.15

        public init() {}

        var bins: Int { Int((rangeSeconds / binSeconds).rounded()) }
    }

    public struct Windows: Sendable, Equatable {
        public enum Source: Sendable { case histogram, standard, forecast }

        /// From the beginning of the idle time to the launch; 0 where replicas are not ended to begin with.
        public var preWarmSeconds: Double
        /// From then on.
        public var keepAliveSeconds: Double
        public var source: Source

        public init(preWarmSeconds: Double, keepAliveSeconds: Double, source: Source) {
            self.preWarmSeconds = preWarmSeconds
            self.keepAliveSeconds = keepAliveSeconds
            self.source = source
        }
    }

    /// Those before are too old to forecast from, and would make each forecast longer than the one before.
    private static let mostRemembered = 200

    public let parameters: Parameters
    /// Idle times within each bin.
    private var counts: [Int]
    /// The sum of the counts, and of their squares: exact, where the running mean that the paper updates (Welford's) is
    /// rounded each time.
    private var inBounds = 0
    private var squares = 0
    private var outOfBounds = 0
    /// The last idle times in seconds, in a ring.
    private var remembered: [Double] = []
    /// Where in the ring the next one goes, which is where the oldest one is once it is full.
    private var next = 0

    public init(_ parameters: Parameters = Parameters()) {
        precondition(parameters.bins > 0, "idle times are counted in bins")
        self.parameters = parameters
        counts = Array(repeating: 0, count: parameters.bins)
    }

    /// Takes note of an idle time that has ended.
    public mutating func record(_ seconds: Double) {
        remember(seconds)
        guard seconds < parameters.rangeSeconds else {
            outOfBounds += 1
            return
        }
        let bin = min(Int(seconds / parameters.binSeconds), counts.count - 1)
        squares += 2 * counts[bin] + 1
        counts[bin] += 1
        inBounds += 1
    }

    private mutating func remember(_ seconds: Double) {
        if remembered.count < Self.mostRemembered { remembered.append(seconds) } else { remembered[next] = seconds }
        next = (next + 1) % Self.mostRemembered
    }

    /// The coefficient of variation of the bins' counts: 0 where all are the same, √(bins − 1) where one has all.
    package var variation: Double {
        guard inBounds > 0 else { return 0 }
        let (sum, squares, bins) = (Double(inBounds), Double(squares), Double(counts.count))
        return max(0, bins * squares / (sum * sum) - 1).squareRoot()
    }

    /// For an idle time that begins now.
    public var windows: Windows {
        let recorded = inBounds + outOfBounds
        if recorded == 0 { return standard }
        if Double(outOfBounds) >= parameters.outOfBounds * Double(recorded) { return forecast }
        return variation >= parameters.leastVariation ? histogram : standard
    }

    private var standard: Windows {
        Windows(preWarmSeconds: 0, keepAliveSeconds: parameters.rangeSeconds, source: .standard)
    }

    /// The head is rounded down to a bin's beginning, the tail up to a bin's end; a head within the first bin means that
    /// replicas stay.
    private var histogram: Windows {
        let head = Double(bin(of: parameters.head)) * parameters.binSeconds
        let tail = Double(bin(of: parameters.tail) + 1) * parameters.binSeconds
        let preWarm = head * (1 - parameters.margin)
        return Windows(
            preWarmSeconds: preWarm, keepAliveSeconds: tail * (1 + parameters.margin) - preWarm, source: .histogram)
    }

    /// The bin by whose end at least `share` of the idle times in bounds had ended.
    private func bin(of share: Double) -> Int {
        // The last digits of a product such as 0.07 · 100 must not ask for one more.
        let least = share * Double(inBounds) * (1 - 1e-12)
        var ended = 0
        for (bin, count) in counts.enumerated() where count > 0 {
            ended += count
            if Double(ended) >= least { return bin }
        }
        return counts.count - 1
    }

    private var forecast: Windows {
        let isFull = remembered.count == Self.mostRemembered
        let expected = ARIMA.forecast(isFull ? Array(remembered[next...] + remembered[..<next]) : remembered)
        return Windows(
            preWarmSeconds: (1 - parameters.forecastMargin) * expected,
            keepAliveSeconds: 2 * parameters.forecastMargin * expected, source: .forecast)
    }
}
