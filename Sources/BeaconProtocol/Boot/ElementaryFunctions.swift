/// The two functions that distributions need, as the guest has no C library. Relative errors stay below 1e-13.
package enum ElementaryFunctions {
    /// For positive normal numbers: the exponent, and atanh's series over a mantissa between √½ and √2.
    package static func naturalLogarithm(_ value: Double) -> Double {
        precondition(value > 0 && value.isNormal)
        var exponent = Int(value.bitPattern >> 52) - 1023
        var mantissa = Double(bitPattern: value.bitPattern & 0xf_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
        if mantissa > 1.4142135623730951 {
            mantissa /= 2
            exponent += 1
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var sum = 0.0
        var term = 25
        while term > 0 {
            sum = sum * square + 1 / Double(term)
            term -= 2
        }
        return 2 * ratio * sum + Double(exponent) * 0.6931471805599453
    }

    /// Between e^-700 and e^700, to which the argument is limited: a power of two, and the series over the rest.
    package static func exponential(_ value: Double) -> Double {
        let limited = min(max(value, -700), 700)
        let shifted = limited * 1.4426950408889634
        let exponent = Int(shifted + (shifted < 0 ? -0.5 : 0.5))
        let rest = limited - Double(exponent) * 0.6931471805599453
        var sum = 1.0
        var term = 18
        while term > 0 {
            sum = 1 + sum * rest / Double(term)
            term -= 1
        }
        return sum * Double(bitPattern: UInt64(exponent + 1023) << 52)
    }
}
