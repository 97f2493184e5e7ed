import ScaleSim
import Testing

@Suite struct PhiloxTests {
    struct Vector: Sendable {
        let counter: (UInt64, UInt64)
        let key: UInt64
        let output: (UInt64, UInt64)
    }

    /// The `philox2x64 10` rows of Random123's `kat_vectors`.
    static let vectors = [
        Vector(counter: (0, 0), key: 0, output: (0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5)),
        Vector(counter: (.max, .max), key: .max, output: (0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20)),
        Vector(
            counter: (0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344), key: 0xa409_3822_299f_31d0,
            output: (0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d)),
    ]

    @Test("Philox2x64-10 gives its authors' known answers", arguments: vectors)
    func knownAnswers(_ vector: Vector) {
        let output = Philox.block(vector.counter, key: vector.key)
        #expect(output == vector.output)
    }

    @Test("a draw depends on seed, stream and index, and on nothing else")
    func drawsAreFunctions() {
        let stream = RandomStream(seed: 7, purpose: .occupancy)
        let forwards = (0..<100).map { stream.uniform(UInt64($0)) }
        let backwards = (0..<100).reversed().map { stream.uniform(UInt64($0)) }
        #expect(forwards == backwards.reversed())
        #expect(stream.uniform(3) != RandomStream(seed: 8, purpose: .occupancy).uniform(3))
        #expect(stream.uniform(3) != RandomStream(seed: 7, purpose: .delay).uniform(3))
    }

    @Test("uniform draws stay inside the open unit interval", arguments: [UInt64.min, .max])
    func openInterval(bits: UInt64) {
        let value = RandomStream.unitInterval(bits)
        #expect(value > 0 && value < 1)
    }
}
