import Foundation

/// The shifts that a shifted lognormal may have.
///
/// The likelihood grows without bound as the shift nears the smallest value (Hill, JASA 58, 1963). A shift nearer to
/// it than the typical distance between neighbours cannot be told from the value itself and is left out, which keeps
/// the search on the local maximum that estimates well.
struct ShiftRange {
    let largest: Double
    /// The smallest value, which no shift can exceed.
    let smallest: Double
    /// Above all shifts, and held up by most of the sample: coordinates that use it depend little on the shift.
    let median: Double

    /// `values` are at least one, positive and ascending.
    init(sorted values: [Double]) {
        smallest = values[0]
        median = values[values.count / 2]
        let spacing = (median - values[0]) / Double(values.count)
        largest = max(0, min(values[0] - spacing, values[0] * (1 - 1e-9)))
    }

    /// The shift at a coordinate that may be any number.
    func shift(at coordinate: Double) -> Double { largest / (1 + exp(-coordinate)) }

    /// Within `margin` of the ends, where a search would see no slope.
    func coordinate(of shift: Double, margin: Double = 0.001) -> Double {
        guard largest > 0 else { return 0 }
        let fraction = min(max(shift / largest, margin), 1 - margin)
        return log(fraction / (1 - fraction))
    }
}
