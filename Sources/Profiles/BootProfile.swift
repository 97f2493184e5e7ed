/// Time to first response: launch call to the last byte of the first validated answer.
public struct BootProfile: Codable, Sendable, Equatable {
    /// The distribution a simulator draws from: the fit with the least AIC, or the empirical one.
    public var distribution: Distribution
    /// Every fitted family, the chosen one included, best first.
    public var fits: [FittedDistribution]
    /// Trials that answered.
    public var trials: Int
    /// Trials that timed out: right-censored at their time-out.
    public var censored: Int
    /// Boot times under each condition that was measured, in the plan's order; nil where only one was.
    public var surface: [BootSurfacePoint]?

    public init(
        distribution: Distribution, fits: [FittedDistribution], trials: Int, censored: Int,
        surface: [BootSurfacePoint]? = nil
    ) {
        self.distribution = distribution
        self.fits = fits
        self.trials = trials
        self.censored = censored
        self.surface = surface
    }
}

/// Boot times under one condition.
public struct BootSurfacePoint: Codable, Sendable, Equatable {
    /// Whether the host's page cache held what a boot reads: `warm` or `cold`.
    public var cache: String
    /// Instances launched at the same time.
    public var concurrent: Int
    /// Instances that ran already.
    public var resident: Int
    public var distribution: Distribution
    public var trials: Int
    public var censored: Int

    public init(
        cache: String, concurrent: Int, resident: Int, distribution: Distribution, trials: Int, censored: Int
    ) {
        self.cache = cache
        self.concurrent = concurrent
        self.resident = resident
        self.distribution = distribution
        self.trials = trials
        self.censored = censored
    }
}

extension BootSurfacePoint {
    /// The same on a host whose CPUs take `factor` times as long for everything.
    package func scaled(by factor: Double) -> BootSurfacePoint {
        var point = self
        point.distribution = distribution.scaled(by: factor)
        return point
    }
}

/// One family fitted to a sample by maximum likelihood.
public struct FittedDistribution: Codable, Sendable, Equatable {
    public var distribution: Distribution
    /// Akaike's information criterion, 2k − 2 ln L; nil for what was measured itself, which has no density.
    public var aic: Double?
    /// Anderson–Darling distance of the fit to the sample; smaller is closer.
    public var andersonDarling: Double?
    /// Probability, by parametric bootstrap, of a distance at least this large had the fit been true; nil where the
    /// criterion alone rules the fit out.
    public var goodnessOfFitPValue: Double?
    /// The parameters with their confidence intervals; nil for what was measured itself, where the criterion rules the
    /// fit out, and for a mixture that another family is as likely as.
    public var parameters: [FittedParameter]?

    public init(
        distribution: Distribution, aic: Double? = nil, andersonDarling: Double? = nil,
        goodnessOfFitPValue: Double? = nil, parameters: [FittedParameter]? = nil
    ) {
        self.distribution = distribution
        self.aic = aic
        self.andersonDarling = andersonDarling
        self.goodnessOfFitPValue = goodnessOfFitPValue
        self.parameters = parameters
    }
}

/// A parameter of a fitted distribution with its 95 % confidence interval.
public struct FittedParameter: Codable, Sendable, Equatable {
    /// As in the distribution's own file format: `scale_s`, `second.sigma`.
    public var name: String
    public var value: Double
    /// Nil where the sample does not bound that side.
    public var lower: Double?
    public var upper: Double?

    public init(name: String, value: Double, lower: Double?, upper: Double?) {
        self.name = name
        self.value = value
        self.lower = lower
        self.upper = upper
    }
}
