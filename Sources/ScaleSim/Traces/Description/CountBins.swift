/// Numbers of requests in equal bins of time, and what can be said of them, without keeping them.
struct CountBins: Sendable {
    /// In nanoseconds.
    let width: Int64
    private var bin: Int64 = 0
    private var count = 0.0
    /// The bin before the current one that had requests.
    private var last: (bin: Int64, count: Double) = (-2, 0)
    private var sum = 0.0
    private var squares = 0.0
    /// Of the counts of neighbours.
    private var products = 0.0
    private var firstCount = 0.0
    private(set) var peak = 0.0

    init(seconds: Double) { width = SimTime(seconds: seconds).nanoseconds }

    @inline(__always)
    mutating func add(_ instant: Int64) {
        let now = instant / width
        if now != bin { close(next: now) }
        count += 1
    }

    /// Takes account of the current bin; those between it and the next are empty, and add to no sum.
    private mutating func close(next: Int64) {
        if count > 0 {
            sum += count
            squares += count * count
            if last.bin == bin - 1 { products += last.count * count }
            if bin == 0 { firstCount = count }
            peak = max(peak, count)
            last = (bin, count)
        }
        (bin, count) = (next, 0)
    }

    /// Requests per second in the fullest bin.
    var peakRate: Double { max(peak, count) / (Double(width) / 1e9) }

    struct Moments {
        var bins: Int64
        /// Variance over mean.
        var dispersion: Double
        /// Between the counts of neighbours; nil where they do not vary.
        var correlation: Double?
    }

    /// Of the whole bins before `end`; nil where there are too few to tell.
    func moments(until end: Int64, atLeast fewest: Int64 = 10) -> Moments? {
        var whole = self
        let bins = end / width
        // The last bin counts where it is whole.
        if whole.bin < bins { whole.close(next: bins) }
        guard bins >= fewest, whole.sum > 0 else { return nil }
        let number = Double(bins)
        let mean = whole.sum / number
        let squares = max(0, whole.squares - whole.sum * mean)
        let lastCount = whole.last.bin == bins - 1 ? whole.last.count : 0
        let products =
            whole.products - mean * (2 * whole.sum - whole.firstCount - lastCount) + (number - 1) * mean * mean
        return Moments(
            bins: bins, dispersion: squares / (number - 1) / mean,
            correlation: squares > 1e-12 * whole.squares ? products / squares : nil)
    }
}
