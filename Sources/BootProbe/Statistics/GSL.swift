import CGSL

/// What all use of GSL needs first.
package enum GSL {
    /// Without this GSL aborts the process on a domain error; with it functions return NaN or a status, which callers
    /// look at. Costs a load after the first call.
    static func prepare() { _ = handlerIsOff }

    private static let handlerIsOff: Bool = {
        _ = unsafe gsl_set_error_handler_off()
        return true
    }()
}

extension GSL {
    /// `values` ascending; infinity is allowed, NaN is not.
    static func sorted(_ values: [Double]) -> [Double] {
        var values = values
        unsafe values.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe gsl_sort(base, 1, buffer.count)
        }
        return values
    }

    /// Mean of at least one value.
    static func mean(_ values: [Double]) -> Double {
        unsafe values.withUnsafeBufferPointer { unsafe gsl_stats_mean($0.baseAddress, 1, $0.count) }
    }

    /// Root of the mean squared distance of at least one value to their `mean`.
    static func deviation(_ values: [Double], mean: Double) -> Double {
        unsafe values.withUnsafeBufferPointer {
            unsafe gsl_stats_sd_with_fixed_mean($0.baseAddress, 1, $0.count, mean)
        }
    }

    /// Median of at least one value, which need not ascend; infinity is allowed.
    package static func median(_ values: [Double]) -> Double {
        var values = values
        return unsafe values.withUnsafeMutableBufferPointer { unsafe gsl_stats_median($0.baseAddress, 1, $0.count) }
    }

    /// The rank of each value, from 1; tied values share the mean of theirs.
    static func ranks(_ values: [Double]) -> [Double] {
        var order = [Int](repeating: 0, count: values.count)
        unsafe order.withUnsafeMutableBufferPointer { order in
            unsafe values.withUnsafeBufferPointer { values in
                _ = unsafe gsl_sort_index(order.baseAddress, values.baseAddress, 1, values.count)
            }
        }
        var ranks = [Double](repeating: 0, count: values.count)
        var begin = 0
        while begin < order.count {
            let ties = order[begin...].prefix { values[$0] == values[order[begin]] }
            for index in ties { ranks[index] = Double(ties.startIndex + ties.endIndex + 1) / 2 }
            begin = ties.endIndex
        }
        return ranks
    }
}
