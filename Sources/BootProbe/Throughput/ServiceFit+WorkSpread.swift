import Foundation
import Profiles

extension ServiceFit {
    /// How much the CPU time of a request differs from one run to the next of the same load, at one pace of the host: the relative
    /// standard deviation about the loads' own means, pooled over loads. Nil where no load was repeated.
    ///
    /// - Parameter runs: sound ones, at one pace.
    static func workSpread(of runs: [ThroughputResult]) -> Double? {
        let repeated = runs.filter { $0.isFresh != true }.map(\.load).uniqued().compactMap { load in
            runs.filter { $0.load == load }.eachKnown(\.workPerRequest)
        }.filter { $0.count > 1 }
        let freedom = repeated.reduce(0) { $0 + $1.count - 1 }
        guard freedom > 0 else { return nil }
        let squares = repeated.flatMap { works in
            let mean = works.reduce(0, +) / Double(works.count)
            return works.map { ($0 / mean - 1) * ($0 / mean - 1) }
        }
        return (squares.reduce(0, +) / Double(freedom)).squareRoot()
    }
}

extension ThroughputResult {
    /// CPU seconds; where they are not known, what a saturated service needs for one request after another. Nil where neither is.
    fileprivate var workPerRequest: Double? { cpuSecondsPerRequest ?? (tool == .paced ? nil : 1 / requestsPerSecond) }
}
