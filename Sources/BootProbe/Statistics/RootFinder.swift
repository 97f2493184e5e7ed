import CGSL

/// Where a function of one number is zero, by GSL's `brent`.
enum RootFinder {
    /// A zero of `function` between `bounds`, where its signs differ; nil where they do not.
    ///
    /// Found to `relativeError` of the result, or to that of the larger bound where it is near 0.
    static func root(
        of function: @escaping (Double) -> Double, between bounds: ClosedRange<Double>, relativeError: Double
    ) -> Double? {
        let (low, high) = (function(bounds.lowerBound), function(bounds.upperBound))
        if low == 0 { return bounds.lowerBound }
        if high == 0 { return bounds.upperBound }
        guard low.sign != high.sign, !low.isNaN, !high.isNaN else { return nil }
        GSL.prepare()
        return RootSearch(function).run(bounds, relativeError: relativeError)
    }
}

/// What GSL holds during one search.
@safe private struct RootSearch: ~Copyable {
    /// Passed through C by reference.
    private final class Context {
        let function: (Double) -> Double

        init(_ function: @escaping (Double) -> Double) { self.function = function }
    }

    private static let iterations = 200

    private let context: Context
    private let solver: UnsafeMutablePointer<gsl_root_fsolver>

    init(_ function: @escaping (Double) -> Double) {
        context = Context(function)
        guard let solver = unsafe gsl_root_fsolver_alloc(bs_gsl_brent()) else { fatalError("out of memory") }
        unsafe self.solver = solver
    }

    deinit { unsafe gsl_root_fsolver_free(solver) }

    func run(_ bounds: ClosedRange<Double>, relativeError: Double) -> Double {
        var function = unsafe gsl_function(
            function: { value, parameters in
                unsafe Unmanaged<Context>.fromOpaque(parameters!).takeUnretainedValue().function(value)
            }, params: unsafe Unmanaged.passUnretained(context).toOpaque())
        let absoluteError = relativeError * max(abs(bounds.lowerBound), abs(bounds.upperBound)) * 1e-3
        return withExtendedLifetime(context) {
            unsafe gsl_root_fsolver_set(solver, &function, bounds.lowerBound, bounds.upperBound)
            for _ in 0..<Self.iterations {
                guard unsafe gsl_root_fsolver_iterate(solver) == 0 else { break }
                let (low, high) = unsafe (gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver))
                if gsl_root_test_interval(low, high, absoluteError, relativeError) != GSL_CONTINUE { break }
            }
            return unsafe gsl_root_fsolver_root(solver)
        }
    }
}
