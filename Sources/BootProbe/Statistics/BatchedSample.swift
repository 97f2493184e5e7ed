/// Values in batches: launched together they depend on each other, so that what is drawn anew is whole batches.
package struct BatchedSample: Sendable, Equatable {
    /// All values, batch after batch.
    package let values: [Double]
    /// Where each batch begins in `values`, and where the last one ends.
    private let bounds: [Int]

    /// Values that are independent of each other: each is a batch of its own.
    package init(_ values: [Double]) {
        self.values = values
        bounds = Array(0...values.count)
    }

    /// Batches without values say nothing and are left out.
    package init(batches: [[Double]]) {
        values = batches.flatMap(\.self)
        bounds = batches.filter { !$0.isEmpty }.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    }

    package var batchCount: Int { bounds.count - 1 }

    var isIndependent: Bool { batchCount == values.count }

    func batch(_ index: Int) -> ArraySlice<Double> { values[bounds[index]..<bounds[index + 1]] }

    func without(batch index: Int) -> [Double] {
        Array(values[..<bounds[index]] + values[bounds[index + 1]...])
    }

    /// Values of as many batches, drawn with replacement.
    func resampled(_ random: borrowing SeededRandom) -> [Double] {
        if isIndependent { return random.resample(values) }
        var drawn: [Double] = []
        for _ in 0..<batchCount { drawn += batch(random.index(below: batchCount)) }
        return drawn
    }
}
