import Profiles

/// Boot times of a service by what else happens on the node.
///
/// Of the measured points those count whose page cache was warm; the nearest is taken by concurrent launches, then by
/// residents, on a scale of ratios, since twice as many launches matter about as much at 2 as at 8.
package struct BootSurface: Sendable {
    private struct Point: Sendable {
        var concurrent: Int
        var resident: Int
        var sampler: DurationSampler
    }

    private let points: [Point]
    private let otherwise: DurationSampler

    package init(_ model: ServiceModel, seed: UInt64, service: Int) {
        let stream = RandomStream(seed: seed, purpose: .boot, site: UInt16(service))
        // The same draw at every point: a worse condition makes the same boot longer, not another one.
        points = model.bootSurface.filter { $0.cache == "warm" }.map {
            Point(
                concurrent: $0.concurrent, resident: $0.resident,
                sampler: DurationSampler($0.distribution, stream: stream))
        }
        otherwise = DurationSampler(model.boot, stream: stream)
    }

    /// In nanoseconds.
    ///
    /// - Parameters:
    ///   - number: of the replica within its service.
    ///   - concurrent: Replicas that boot on the node, this one included.
    ///   - resident: Replicas that run there.
    package func bootDuration(of number: Int, concurrent: Int, resident: Int) -> Int64 {
        func distance(_ point: Point) -> (Double, Double) {
            func ratio(_ one: Int, _ other: Int) -> Double {
                let (less, more) = (Double(min(one, other)) + 1, Double(max(one, other)) + 1)
                return more / less
            }
            return (ratio(point.concurrent, concurrent), ratio(point.resident, resident))
        }
        let nearest = points.min { distance($0) < distance($1) }
        return (nearest?.sampler ?? otherwise).nanoseconds(UInt64(number))
    }
}
