import CGSL
import Synchronization

/// Whether values fall into more than one group (J. A. and P. M. Hartigan, Annals of Statistics 13, 1985).
package enum DipTest {
    /// Uniform samples behind a p-value.
    private static let replicates = 1999
    /// From here on √n times the dip hardly depends on n.
    private static let largestTable = 1000

    /// Probability of a dip at least that of `values`, had they come from the uniform distribution: of all with one
    /// mode the one whose samples dip most, so that others are refused less often than the p-value says.
    ///
    /// Tied values stand for ones that were rounded, and are spread evenly over the least distance between different
    /// values. 1 where there are fewer than 4 values, or all are the same.
    package static func pValue(_ values: [Double]) -> Double {
        let sorted = spread(GSL.sorted(values))
        guard sorted.count >= 4, let dip = Dip(sorted)?.value else { return 1 }
        let tableCount = min(sorted.count, largestTable)
        let scaled = dip * (Double(sorted.count) / Double(tableCount)).squareRoot()
        let table = table(count: tableCount)
        return Double(1 + table.count { $0 >= scaled }) / Double(replicates + 1)
    }

    /// Greatest distance of the distribution function of `values` to the nearest one with a single mode; nil where all
    /// values are the same.
    package static func dip(_ values: [Double]) -> Double? { Dip(spread(GSL.sorted(values)))?.value }

    private static let tables = Mutex<[Int: [Double]]>([:])

    /// Dips of uniform samples of `count`, always the same.
    private static func table(count: Int) -> [Double] {
        if let known = tables.withLock({ $0[count] }) { return known }
        let random = SeededRandom(seed: UInt64(count))
        let table = (0..<replicates).map { _ in
            Dip(GSL.sorted((0..<count).map { _ in random.unit() }))?.value ?? 0
        }
        tables.withLock { $0[count] = table }
        return table
    }

    private static func spread(_ sorted: [Double]) -> [Double] {
        let gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
        guard let least = gaps.min(), gaps.count < sorted.count - 1 else { return sorted }
        var spread: [Double] = []
        while spread.count < sorted.count {
            let value = sorted[spread.count]
            let ties = sorted[spread.count...].prefix { $0 == value }.count
            for tie in 0..<ties { spread.append(value + least * ((Double(tie) + 0.5) / Double(ties) - 0.5)) }
        }
        return spread
    }
}

/// The dip of ascending values, in the terms of Hartigan's algorithm (Applied Statistics 34, 1985, AS 217): a modal
/// interval shrinks while below it the distribution function's convex minorant, and above it its concave majorant, are
/// the nearest functions of one mode.
private struct Dip {
    /// Between values and the function, in steps of the distribution function: twice the dip times the count.
    private var distance = 1.0
    private let values: [Double]

    /// Nil where all values are the same.
    init?(_ sorted: [Double]) {
        guard let first = sorted.first, let last = sorted.last, first < last else { return nil }
        values = sorted
        var modal = 0...(sorted.count - 1)
        while true {
            let minorant = hull(modal, isConvex: true)
            let majorant = hull(modal, isConvex: false)
            let (gap, inner) = widestGap(minorant, majorant, modal)
            guard gap > distance else { return }
            for index in modal.lowerBound...inner.lowerBound {
                distance = max(distance, Double(index + 1) - height(of: minorant, at: index))
            }
            for index in inner.upperBound...modal.upperBound {
                distance = max(distance, height(of: majorant, at: index) - Double(index - 1))
            }
            guard inner != modal else { return }
            modal = inner
        }
    }

    /// At least 1 / (2n), which any sample has.
    var value: Double { distance / Double(2 * values.count) }

    /// Indices of the vertices of the greatest convex minorant, or least concave majorant, of the points
    /// (value, index).
    private func hull(_ range: ClosedRange<Int>, isConvex: Bool) -> [Int] {
        var vertices: [Int] = []
        for index in range {
            while vertices.count >= 2 {
                let (before, last) = (vertices[vertices.count - 2], vertices[vertices.count - 1])
                // Slopes, multiplied by both distances.
                let inner = Double(last - before) * (values[index] - values[last])
                let outer = Double(index - last) * (values[last] - values[before])
                if isConvex ? inner < outer : inner > outer { break }
                vertices.removeLast()
            }
            vertices.append(index)
        }
        return vertices
    }

    /// The hull's height, as an index, over the value at `index`.
    private func height(of hull: [Int], at index: Int) -> Double {
        guard let above = hull.firstIndex(where: { $0 >= index }), above > 0 else { return Double(hull[0]) }
        let (left, right) = (hull[above - 1], hull[above])
        let share = (values[index] - values[left]) / (values[right] - values[left])
        return Double(left) + Double(right - left) * share
    }

    /// The greatest distance between the hulls, and the interval between the vertices on either side of it.
    private func widestGap(
        _ minorant: [Int], _ majorant: [Int], _ modal: ClosedRange<Int>
    ) -> (gap: Double, inner: ClosedRange<Int>) {
        var widest = (gap: 1.0, inner: modal)
        for vertex in minorant {
            let gap = height(of: majorant, at: vertex) + 1 - Double(vertex)
            guard gap > widest.gap, let next = majorant.first(where: { $0 >= vertex }) else { continue }
            widest = (gap, vertex...next)
        }
        for vertex in majorant {
            let gap = Double(vertex + 1) - height(of: minorant, at: vertex)
            guard gap > widest.gap, let previous = minorant.last(where: { $0 <= vertex }) else { continue }
            widest = (gap, previous...vertex)
        }
        return widest
    }
}
