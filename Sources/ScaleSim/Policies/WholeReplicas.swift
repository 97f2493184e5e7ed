/// Rounds computed numbers of replicas.
///
/// 3 · 0.8 / 0.6 is a little more than 4 in binary: what lies within a billionth of a whole number counts as that number,
/// and metrics, which are exact to a thousandth, are never that near without being equal.
enum WholeReplicas {
    static func up(_ exact: Double) -> Int { whole(exact, .up) }
    static func down(_ exact: Double) -> Int { whole(exact, .down) }
    static func nearest(_ exact: Double) -> Int { whole(exact, .toNearestOrAwayFromZero) }

    private static func whole(_ exact: Double, _ rule: FloatingPointRoundingRule) -> Int {
        // Nothing of what is infinite.
        if exact.isNaN { return 0 }
        let nearest = exact.rounded()
        let rounded = isEqual(exact, nearest) ? nearest : exact.rounded(rule)
        return Int(min(max(rounded, 0), Double(Int32.max)))
    }

    static func isEqual(_ left: Double, _ right: Double) -> Bool {
        left == right || abs(left - right) <= 1e-9 * max(1, abs(right))
    }
}
