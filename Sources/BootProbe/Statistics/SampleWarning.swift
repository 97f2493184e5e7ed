/// A reason not to take a sample's figures at their face value; nothing is left out of them.
package struct SampleWarning: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Later trials take longer, or less long.
        case drift
        /// Trials resemble the ones before.
        case autocorrelation
        /// Times fall into more than one group.
        case multimodality
        /// Times change at once, and stay so.
        case changePoint = "change_point"
    }

    package var kind: Kind
    /// Probability of as clear a sign in a sample without the fault.
    package var p: Double
    /// Where it applies: of a change the first trial after it, counted from 0 among those given; nil for the whole
    /// sample.
    package var position: Int?
    /// What it means and what to do, for people.
    package var sentence: String

    package init(kind: Kind, p: Double, position: Int?, sentence: String) {
        self.kind = kind
        self.p = p
        self.position = position
        self.sentence = sentence
    }
}
