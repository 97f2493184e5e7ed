import CGSL

/// What all use of GSL needs first.
enum GSL {
    /// Without this GSL aborts the process on a domain error; with it functions return NaN or a status, which callers
    /// look at. Costs a load after the first call.
    static func prepare() { _ = handlerIsOff }

    private static let handlerIsOff: Bool = {
        _ = unsafe gsl_set_error_handler_off()
        return true
    }()
}
