/// Durations of one sampler for indices that come nearly in order, computed a block at a time.
package struct BlockedDurations: Sendable {
    private static let indexBits: UInt64 = 8

    private let sampler: DurationSampler
    /// What every draw is, where that is always the same.
    private let constant: Int64?
    /// Number of the block in `durations`; none at first.
    private var block = UInt64.max
    private var durations = ContiguousArray<Int64>(repeating: 0, count: 1 << indexBits)
    private var scratch = ContiguousArray<Double>(repeating: 0, count: 1 << indexBits)

    package init(_ sampler: DurationSampler) {
        self.sampler = sampler
        constant = sampler.isDeterministic ? sampler.nanoseconds(0) : nil
    }

    /// The duration of draw `index`, in nanoseconds; O(1) where the last index was of the same block.
    @inline(__always)
    package mutating func nanoseconds(_ index: UInt64) -> Int64 {
        if let constant { return constant }
        if index >> Self.indexBits != block { compute(index >> Self.indexBits) }
        return durations[Int(index & (1 << Self.indexBits - 1))]
    }

    /// Draws what the requests of a block hold servers for.
    package mutating func fill(_ block: inout RequestBlock) {
        let (first, count) = (block.firstIndex, block.count)
        var occupancies = block.occupancies.mutableSpan
        for position in 0..<count { occupancies[position] = nanoseconds(first &+ UInt64(position)) }
    }

    /// Adds a draw to when each request of a block is answered.
    package mutating func postponeAnswers(of block: inout RequestBlock) {
        if constant == 0 { return }
        let (first, count) = (block.firstIndex, block.count)
        var answers = block.answers.mutableSpan
        for position in 0..<count { answers[position] += nanoseconds(first &+ UInt64(position)) }
    }

    private mutating func compute(_ block: UInt64) {
        self.block = block
        sampler.fill(&durations, from: block << Self.indexBits, scratch: &scratch)
    }
}

/// Exponential draws of mean 1 from one stream, in the order of their indices.
package struct UnitExponentials: Sendable {
    private static let blockSize = 256

    private let stream: RandomStream
    private var nextPair: UInt64 = 0
    private var draws = ContiguousArray<Double>(repeating: 0, count: blockSize)
    private var position = blockSize

    package init(_ stream: RandomStream) { self.stream = stream }

    @inline(__always)
    package mutating func next() -> Double {
        if position == Self.blockSize { compute() }
        defer { position += 1 }
        return draws[position]
    }

    private mutating func compute() {
        stream.fill(&draws, fromPair: nextPair)
        for position in draws.indices { draws[position] = -naturalLogarithm(draws[position]) }
        nextPair += UInt64(Self.blockSize / 2)
        position = 0
    }
}
