/// Self-similar traffic: many sources that are on and off by turns for times with a Pareto distribution, each sending
/// Poisson requests while it is on.
///
/// Willinger, Taqqu, Sherman and Wilson, "Self-Similarity Through High-Variability", IEEE/ACM Transactions on Networking
/// 5 (1997): for a shape α between 1 and 2 the counts are self-similar over long times, with the Hurst parameter
/// H = (3 − α) / 2.
public struct OnOff: Sendable, Equatable {
    public var sources: Int
    /// Requests per second of a source that is on.
    public var rate: Double
    /// Mean time on, in seconds.
    public var on: Double
    /// Mean time off, in seconds.
    public var off: Double
    /// α of both times, more than 1.
    public var shape: Double

    public init(sources: Int, rate: Double, on: Double, off: Double, shape: Double) {
        self.sources = sources
        self.rate = rate
        self.on = on
        self.off = off
        self.shape = shape
    }

    /// Requests per second in the long run.
    public var meanRate: Double { Double(sources) * rate * on / (on + off) }

    /// A half for α from 2 on: such times have a variance, and the traffic no memory in the long run.
    public var hurst: Double { max(0.5, (3 - shape) / 2) }
}

/// A Pareto distribution with the given mean.
struct Pareto: Sendable {
    let shape: Double
    /// Its least value.
    let scale: Double

    init(mean: Double, shape: Double) {
        self.shape = shape
        scale = mean * (shape - 1) / shape
    }

    /// The value that is exceeded with `probability` in (0, 1).
    func value(exceededWith probability: Double) -> Double { scale * power(probability, -1 / shape) }

    /// The rest of a time that is looked at when it has been going on for ever, exceeded with `probability`: its density
    /// is the survival function over the mean, constant up to the scale and a power from there.
    func residual(exceededWith probability: Double) -> Double {
        let beyondScale = 1 / shape
        if probability > beyondScale { return scale * (1 - probability) / (1 - beyondScale) }
        return scale * power(probability / beyondScale, -1 / (shape - 1))
    }
}
