/// The order statistic that stands for a quantile of a sample, without interpolation.
package enum NearestRank {
    /// From 1: that of the least value which at least the share `quantile`, from 0 to 1, does not exceed.
    @inlinable
    package static func rank(_ quantile: Double, of count: Int) -> Int {
        max(1, Int((quantile * Double(count)).rounded(.up)))
    }
}
