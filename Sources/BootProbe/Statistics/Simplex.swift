import CGSL

/// Nelder and Mead's simplex search, by GSL's `nmsimplex2`.
enum Simplex {
    struct Minimum {
        var point: [Double]
        var value: Double
    }

    /// A local minimum of `objective` near `start`; `steps` gives the size of the first simplex.
    ///
    /// Ends after `iterations`, or when the simplex is smaller than `tolerance`. `objective` may return infinity or NaN
    /// where it is not defined.
    static func minimum(
        of objective: @escaping ([Double]) -> Double, from start: [Double], steps: [Double], iterations: Int = 1000,
        tolerance: Double = 1e-7
    ) -> Minimum {
        GSL.prepare()
        let search = SimplexSearch(objective: objective, start: start, steps: steps)
        return search.run(iterations: iterations, tolerance: tolerance)
    }
}

/// What GSL holds during one search.
@safe private struct SimplexSearch: ~Copyable {
    /// Passed through C by reference.
    private final class Context {
        let objective: ([Double]) -> Double
        let count: Int

        init(objective: @escaping ([Double]) -> Double, count: Int) {
            self.objective = objective
            self.count = count
        }
    }

    /// In place of what is not finite, which would spoil the simplex's arithmetic.
    private static let undefined = 1e100

    private let context: Context
    private let start: UnsafeMutablePointer<gsl_vector>
    private let steps: UnsafeMutablePointer<gsl_vector>
    private let minimizer: UnsafeMutablePointer<gsl_multimin_fminimizer>

    init(objective: @escaping ([Double]) -> Double, start: [Double], steps: [Double]) {
        precondition(start.count == steps.count)
        context = Context(objective: objective, count: start.count)
        unsafe self.start = Self.vector(start)
        unsafe self.steps = Self.vector(steps)
        guard let minimizer = unsafe gsl_multimin_fminimizer_alloc(bs_gsl_nmsimplex2(), start.count) else {
            fatalError("out of memory")
        }
        unsafe self.minimizer = minimizer
    }

    deinit {
        unsafe gsl_multimin_fminimizer_free(minimizer)
        unsafe gsl_vector_free(steps)
        unsafe gsl_vector_free(start)
    }

    private static func vector(_ values: [Double]) -> UnsafeMutablePointer<gsl_vector> {
        guard let vector = unsafe gsl_vector_alloc(values.count) else { fatalError("out of memory") }
        for (index, value) in values.enumerated() { unsafe gsl_vector_set(vector, index, value) }
        return unsafe vector
    }

    private static func values(_ vector: UnsafePointer<gsl_vector>, count: Int) -> [Double] {
        (0..<count).map { unsafe gsl_vector_get(vector, $0) }
    }

    func run(iterations: Int, tolerance: Double) -> Simplex.Minimum {
        var function = unsafe gsl_multimin_function(
            f: { vector, parameters in
                let context = unsafe Unmanaged<Context>.fromOpaque(parameters!).takeUnretainedValue()
                let value = context.objective(unsafe SimplexSearch.values(vector!, count: context.count))
                return value.isFinite ? value : SimplexSearch.undefined
            },
            n: context.count, params: unsafe Unmanaged.passUnretained(context).toOpaque())
        return withExtendedLifetime(context) {
            unsafe gsl_multimin_fminimizer_set(minimizer, &function, start, steps)
            for _ in 0..<iterations {
                guard unsafe gsl_multimin_fminimizer_iterate(minimizer) == 0 else { break }
                if unsafe gsl_multimin_fminimizer_size(minimizer) < tolerance { break }
            }
            return unsafe Simplex.Minimum(
                point: Self.values(minimizer.pointee.x, count: context.count), value: minimizer.pointee.fval)
        }
    }
}
