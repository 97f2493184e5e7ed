import CGSL
import Profiles

/// GSL's Mersenne twister, for simulated samples whose draws need not agree with the simulator's.
@safe package struct SeededRandom: ~Copyable {
    private let generator: UnsafeMutablePointer<gsl_rng>

    package init(seed: UInt64) {
        GSL.prepare()
        guard let generator = unsafe gsl_rng_alloc(bs_gsl_mt19937()) else { fatalError("out of memory") }
        unsafe self.generator = generator
        unsafe gsl_rng_set(generator, UInt(seed))
    }

    deinit { unsafe gsl_rng_free(generator) }

    /// Uniform in [0, 1).
    package func unit() -> Double { unsafe gsl_rng_uniform(generator) }

    /// Uniform in 0 ..< `bound`.
    package func index(below bound: Int) -> Int { unsafe Int(gsl_rng_uniform_int(generator, UInt(bound))) }

    /// Brings `values` into a random order, all orders being equally probable.
    func shuffle(_ values: inout [Double]) {
        unsafe values.withUnsafeMutableBufferPointer { buffer in
            unsafe gsl_ran_shuffle(generator, buffer.baseAddress, buffer.count, MemoryLayout<Double>.stride)
        }
    }

    /// As many of `values`, drawn with replacement.
    func resample(_ values: [Double]) -> [Double] {
        unsafe [Double](unsafeUninitializedCapacity: values.count) { buffer, count in
            count = values.count
            unsafe values.withUnsafeBufferPointer { source in
                // GSL takes what it only reads as mutable.
                let pointer = unsafe UnsafeMutableRawPointer(mutating: source.baseAddress)
                unsafe gsl_ran_sample(
                    generator, buffer.baseAddress, source.count, pointer, source.count, MemoryLayout<Double>.stride)
            }
        }
    }

    /// A duration in seconds.
    package func draw(from distribution: Distribution) -> Double {
        switch distribution {
        case .shiftedLognormal(let shift, let mu, let sigma):
            unsafe shift + gsl_ran_lognormal(generator, mu, sigma)
        case .gamma(let shape, let scale): unsafe gsl_ran_gamma(generator, shape, scale)
        case .weibull(let shape, let scale): unsafe gsl_ran_weibull(generator, scale, shape)
        case .exponential(let mean): unsafe gsl_ran_exponential(generator, mean)
        case .mixture(let weight, let first, let second):
            unsafe gsl_ran_bernoulli(generator, weight) == 1
                ? gsl_ran_lognormal(generator, first.mu, first.sigma)
                : gsl_ran_lognormal(generator, second.mu, second.sigma)
        case .deterministic, .empirical, .empiricalWithTail: distribution.quantile(unit())
        }
    }
}
