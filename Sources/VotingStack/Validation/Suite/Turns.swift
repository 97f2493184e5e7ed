extension Array {
    /// All elements in each of so many turns, every other one in the opposite order: what a request costs wanders by some percent
    /// within a minute, which must not look like a difference between elements.
    func inTurns(_ turns: Int) -> [(turn: Int, element: Element)] {
        (0..<turns).flatMap { turn in
            (turn.isMultiple(of: 2) ? self : reversed()).map { (turn: turn, element: $0) }
        }
    }
}
