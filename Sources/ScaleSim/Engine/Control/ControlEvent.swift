/// What changes the set of replicas, or looks at it; between two of these the set is fixed, and waiting follows a
/// recursion.
package struct ControlEvent: Comparable, Sendable {
    /// In the order in which events of one instant happen: the ready are seen by the scrape, the scrape by the policy.
    package enum Kind: UInt8, Sendable {
        case bootDone
        case scrape
        case evaluation
    }

    /// Nanoseconds since the start of the run.
    package var time: Int64
    package var kind: Kind
    /// The replica that has booted; −1 for the other kinds.
    package var replica: Int32

    package init(time: Int64, kind: Kind, replica: Int32 = -1) {
        self.time = time
        self.kind = kind
        self.replica = replica
    }

    package static func < (left: ControlEvent, right: ControlEvent) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        return left.replica < right.replica
    }
}
