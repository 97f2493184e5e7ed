import UserInput

/// What ScaleSim's callers are told: what is wrong, and what to do next.
public struct ScaleSimError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure; decides the exit status (sysexits).
    public enum Code: Int32, Sendable {
        /// The command was called wrongly.
        case usage = 64
        /// A file's content is wrong.
        case badInput = 65
        /// A file that should be read is missing or unreadable.
        case noInput = 66
        /// A file could not be written.
        case cannotCreate = 73
    }

    /// A place in a file.
    public struct Location: Sendable, Equatable, CustomStringConvertible {
        public var file: String
        /// From 1; nil where the fault is not in one line.
        public var line: Int?

        public init(file: String, line: Int? = nil) {
            self.file = file
            self.line = line
        }

        /// On one line, whatever the file is called.
        public var description: String { line.map { "\(file.onOneLine):\($0)" } ?? file.onOneLine }
    }

    public let code: Code
    /// A sentence that names the field and what was expected of it.
    public let message: String
    public let location: Location?

    public init(_ code: Code, _ message: String, at location: Location? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    public var description: String { location.map { "\($0): \(message)" } ?? message }
}
