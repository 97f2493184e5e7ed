/// One thing that was looked at on a host.
package struct Finding: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable {
        case ok
        /// It can be worked with, and it changes what is measured or what it costs.
        case warning
        /// What needs it cannot be had here.
        case missing
        /// The host does not tell.
        case unknown
    }

    /// Lower-case letters, digits and hyphens; stable between versions.
    package var id: String
    package var state: State
    package var found: String
    package var why: String
    /// What to do; nil where nothing has to be done, or nothing can be.
    package var remedy: String?

    package init(_ id: String, _ state: State, found: String, why: String, remedy: String? = nil) {
        self.id = id
        self.state = state
        self.found = found
        self.why = why
        self.remedy = remedy
    }

    /// What is either fine or a warning with its remedy.
    init(_ id: String, isFine: Bool, found: String, why: String, remedy: @autoclosure () -> String) {
        self.init(id, isFine ? .ok : .warning, found: found, why: why, remedy: isFine ? nil : remedy())
    }

    /// Whether it is in the way of a launch or of a good measurement.
    package var isInTheWay: Bool { state == .warning || state == .missing }
}
