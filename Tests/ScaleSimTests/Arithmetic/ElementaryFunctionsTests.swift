import Foundation
import ScaleSim
import Testing

/// Our own elementary functions, which must be right, and the same on every machine.
@Suite struct ElementaryFunctionsTests {
    /// A function with the units in the last place by which it may be wrong.
    enum Function: String, Sendable, CaseIterable {
        case exponential, exponentialMinusOne, logarithmOfOnePlus, power, sine, cosine, arctangent

        var units: Double {
            switch self {
            case .exponential, .power, .sine, .cosine: 1
            case .exponentialMinusOne: 2
            case .logarithmOfOnePlus: 3
            case .arctangent: 5
            }
        }

        /// - Parameter y: the exponent; unused by the others.
        func value(_ x: Double, _ y: Double) -> Double {
            switch self {
            case .exponential: ScaleSim.exponential(x)
            case .exponentialMinusOne: ScaleSim.exponentialMinusOne(x)
            case .logarithmOfOnePlus: naturalLogarithm(onePlus: x)
            case .power: ScaleSim.power(x, y)
            case .sine: sineAndCosine(turns: x).sine
            case .cosine: sineAndCosine(turns: x).cosine
            case .arctangent: ScaleSim.arctangent(x)
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var function: Function
        var x: Double
        var y = 0.0
        /// Rounded from 300 bits.
        var exact: Double
        /// Of what we compute.
        var bits: UInt64

        var testDescription: String { "\(function) \(x) \(y)" }
    }

    /// The exact values are mpmath's. The bits are the contract: whatever the processor, the draws of a seed are these.
    static let rows: [Row] = [
        Row(function: .exponential, x: 1.0, exact: 2.718281828459045, bits: 0x4005_BF0A_8B14_576A),
        Row(function: .exponential, x: -1.0, exact: 0.36787944117144233, bits: 0x3FD7_8B56_362C_EF38),
        Row(function: .exponential, x: 0.3, exact: 1.3498588075760032, bits: 0x3FF5_9905_8C8C_1A96),
        Row(function: .exponential, x: 1e-09, exact: 1.000000001, bits: 0x3FF0_0000_0044_B830),
        Row(function: .exponential, x: -0.34, exact: 0.7117703227626097, bits: 0x3FE6_C6D2_8E50_EBB6),
        Row(function: .exponential, x: 17.25, exact: 31015573.27448223, bits: 0x417D_9429_5464_477B),
        Row(function: .exponential, x: -44.4, exact: 5.215848922086211e-20, bits: 0x3BEE_C9F7_D18F_A5A0),
        Row(function: .exponential, x: 700.1, exact: 1.120899771073261e+304, bits: 0x7F10_5861_4179_B2A5),
        Row(function: .exponential, x: -707.9, exact: 3.655411389615008e-308, bits: 0x001A_4904_F434_2894),
        Row(function: .exponential, x: -720.5, exact: 0x0.00005cf08fffp-1022, bits: 0x0000_0005_CF08_FFF0),
        Row(function: .exponentialMinusOne, x: 1.0, exact: 1.7182818284590453, bits: 0x3FFB_7E15_1628_AED3),
        Row(function: .exponentialMinusOne, x: -1.0, exact: -0.6321205588285577, bits: 0xBFE4_3A54_E4E9_8864),
        Row(function: .exponentialMinusOne, x: 1e-12, exact: 1.0000000000005e-12, bits: 0x3D71_9799_812D_F3BD),
        Row(function: .exponentialMinusOne, x: -0.271, exact: -0.23738350359493463, bits: 0xBFCE_6295_2846_6B13),
        Row(function: .exponentialMinusOne, x: 0.348, exact: 0.4162322497400235, bits: 0x3FDA_A38C_970B_2144),
        Row(function: .exponentialMinusOne, x: -5.5, exact: -0.995913228561536, bits: 0xBFEF_DE85_6B4A_6B12),
        Row(function: .exponentialMinusOne, x: 3.25, exact: 24.790339917193062, bits: 0x4038_CA53_B781_114B),
        Row(function: .exponentialMinusOne, x: -39.9, exact: -1.0, bits: 0xBFF0_0000_0000_0000),
        Row(function: .logarithmOfOnePlus, x: 1e-17, exact: 1e-17, bits: 0x3C67_0EF5_4646_D497),
        Row(function: .logarithmOfOnePlus, x: -1e-09, exact: -1.0000000005000001e-09, bits: 0xBE11_2E0B_E84B_BB51),
        Row(function: .logarithmOfOnePlus, x: -0.25, exact: -0.2876820724517809, bits: 0xBFD2_6962_1134_DB92),
        Row(function: .logarithmOfOnePlus, x: -0.999, exact: -6.907755278982136, bits: 0xC01B_A18A_998F_FF9F),
        Row(function: .logarithmOfOnePlus, x: 0.75, exact: 0.5596157879354227, bits: 0x3FE1_E85F_5E70_40D0),
        Row(function: .logarithmOfOnePlus, x: 1000000.0, exact: 13.815511557963774, bits: 0x402B_A18A_BB1D_EDC8),
        Row(function: .power, x: 0.3, y: 0.8, exact: 0.3816778909618176, bits: 0x3FD8_6D69_1AD2_627A),
        Row(function: .power, x: 1e-16, y: 0.125, exact: 0.01, bits: 0x3F84_7AE1_47AE_147B),
        Row(function: .power, x: 36.5, y: 10.0, exact: 4196900224319880.5, bits: 0x432D_D21D_F60E_8311),
        Row(function: .power, x: 0.999, y: -50000.0, exact: 5.316045640452168e+21, bits: 0x4472_02EF_4105_FD37),
        Row(function: .power, x: 2.5, y: -37.5, exact: 1.194674722552528e-15, bits: 0x3CD5_8576_F788_9ED6),
        Row(function: .power, x: 1e-300, y: 1.02, exact: 9.999999999999877e-307, bits: 0x0066_789E_3750_F744),
        Row(function: .power, x: 1.0000001, y: -700000000.0, exact: 3.975463487526173e-31, bits: 0x39A0_205B_7907_549F),
        Row(function: .sine, x: 0.01, exact: 0.06279051952931337, bits: 0x3FB0_130A_1BE0_9379),
        Row(function: .sine, x: 0.1, exact: 0.5877852522924731, bits: 0x3FE2_CF23_0475_5A5E),
        Row(function: .sine, x: 0.124, exact: 0.7026499697988492, bits: 0x3FE6_7C1B_CA1A_4947),
        Row(function: .sine, x: 0.3, exact: 0.9510565162951536, bits: 0x3FEE_6F0E_1344_5500),
        Row(function: .sine, x: 0.77, exact: -0.9921147013144778, bits: 0xBFEF_BF67_5480_D902),
        Row(function: .sine, x: -0.4, exact: -0.587785252292473, bits: 0xBFE2_CF23_0475_5A5D),
        Row(function: .sine, x: 12345.678, exact: -0.8994052515660513, bits: 0xBFEC_C7ED_85AA_7580),
        Row(function: .sine, x: 1e-12, exact: 6.283185307179586e-12, bits: 0x3D9B_A23C_DD51_22B5),
        Row(function: .cosine, x: 0.01, exact: 0.9980267284282716, bits: 0x3FEF_EFD5_BFE4_43FE),
        Row(function: .cosine, x: 0.1, exact: 0.8090169943749475, bits: 0x3FE9_E377_9B97_F4A8),
        Row(function: .cosine, x: 0.124, exact: 0.7115356772092853, bits: 0x3FE6_C4E6_77F1_A28E),
        Row(function: .cosine, x: 0.3, exact: -0.30901699437494734, bits: 0xBFD3_C6EF_372F_E94E),
        Row(function: .cosine, x: 0.77, exact: 0.12533323356430437, bits: 0x3FC0_0AEB_5DA1_5BE4),
        Row(function: .cosine, x: -0.4, exact: -0.8090169943749475, bits: 0xBFE9_E377_9B97_F4A8),
        Row(function: .cosine, x: 12345.678, exact: -0.4371157666515908, bits: 0xBFDB_F9B4_6895_6944),
        Row(function: .cosine, x: 1e-12, exact: 1.0, bits: 0x3FF0_0000_0000_0000),
        Row(function: .arctangent, x: 0.1, exact: 0.09966865249116204, bits: 0x3FB9_83E2_82E2_CC4B),
        Row(function: .arctangent, x: -0.7, exact: -0.6107259643892086, bits: 0xBFE3_8B11_2D7B_D4AD),
        Row(function: .arctangent, x: 1.0, exact: 0.7853981633974483, bits: 0x3FE9_21FB_5444_2D19),
        Row(function: .arctangent, x: 3.5, exact: 1.2924966677897853, bits: 0x3FF4_AE10_FC65_89A4),
        Row(function: .arctangent, x: 1000000.0, exact: 1.5707953267948966, bits: 0x3FF9_21FA_47D4_B30D),
        Row(function: .arctangent, x: 1e-09, exact: 1e-09, bits: 0x3E11_2E0B_E826_D695),
    ]

    @Test("functions are exact to their last places, and the same bits on every machine", arguments: rows)
    func golden(_ row: Row) {
        let value = row.function.value(row.x, row.y)
        #expect(abs(value - row.exact) <= row.function.units * row.exact.ulp)
        #expect(value.bitPattern == row.bits, "0x\(String(value.bitPattern, radix: 16))")
    }

    @Test("ends: what is too large, too small, or no number")
    func ends() {
        #expect(exponential(0) == 1 && exponential(709.78) < .infinity && exponential(709.79) == .infinity)
        #expect(exponential(-745) > 0 && exponential(-746) == 0 && exponential(-.infinity) == 0)
        #expect(exponential(.infinity) == .infinity && exponential(.nan).isNaN)
        #expect(exponentialMinusOne(0) == 0 && exponentialMinusOne(-1e9) == -1 && exponentialMinusOne(1e9) == .infinity)
        #expect(naturalLogarithm(onePlus: 0) == 0)
        #expect(power(1, 1e300) == 1 && power(0.5, 1e300) == 0 && power(0.5, -1e300) == .infinity && power(7, 0) == 1)
        #expect(arctangent(0) == 0 && arctangent(.infinity) == .pi / 2)
    }

    @Test("quarters of a turn are exact, however many", arguments: [0, 1, -7, 1_000_000_007, 1 << 40])
    func quarters(turns: Int) {
        let values = (0..<4).map { sineAndCosine(turns: Double(turns) + 0.25 * Double($0)) }
        #expect(values.map(\.sine) == [0, 1, 0, -1])
        #expect(values.map(\.cosine) == [1, 0, -1, 0])
    }

    #if arch(x86_64)
        /// In the C library's 64 bits, eleven more than a double has.
        private func exact(_ function: Function, _ x: Double, _ y: Double) -> Float80 {
            switch function {
            case .exponential: exp(Float80(x))
            case .exponentialMinusOne: expm1(Float80(x))
            case .logarithmOfOnePlus: log1p(Float80(x))
            case .power: pow(Float80(x), Float80(y))
            case .sine: sin(2 * Float80.pi * Float80(x))
            case .cosine: cos(2 * Float80.pi * Float80(x))
            case .arctangent: atan(Float80(x))
            }
        }

        /// Arguments from two uniform draws, over what the simulator can ask for.
        private func arguments(_ function: Function, _ u: Double, _ v: Double) -> (Double, Double) {
            switch function {
            case .exponential: (u < 0.5 ? 8 * (v - 0.5) : 1400 * (v - 0.5), 0)
            case .exponentialMinusOne: (u < 0.5 ? v - 0.5 : 80 * (v - 0.5), 0)
            case .logarithmOfOnePlus: (u < 0.5 ? -v : exponential(30 * (v - 0.5)), 0)
            case .power: (exponential(40 * (u - 0.9)), 30 * (v - 0.5))
            // Where the wide argument is as exact as ours.
            case .sine, .cosine: (0.25 * (v - 0.5), 0)
            case .arctangent: (exponential(40 * (v - 0.5)), 0)
            }
        }

        @Test("functions agree with 64-bit arithmetic all over their range", arguments: Function.allCases)
        func wide(_ function: Function) {
            let stream = RandomStream(seed: 5, purpose: .delay)
            var largest = 0.0
            for index in 0..<UInt64(100_000) {
                let (x, y) = arguments(function, stream.uniform(2 * index), stream.uniform(2 * index + 1))
                let exact = exact(function, x, y)
                let error = abs(Float80(function.value(x, y)) - exact) / Float80(Double(exact).ulp)
                largest = max(largest, Double(error))
            }
            #expect(largest <= function.units)
        }
    #endif
}
