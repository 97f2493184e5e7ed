/// What BootProbe's callers are told: what failed, and what to do next.
public struct BootProbeError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; decides the exit status (sysexits).
    public enum Code: Int32, Sendable {
        /// The command was called wrongly.
        case usage = 64
        /// A file's content is wrong.
        case badInput = 65
        /// A file that should be read is missing or unreadable.
        case noInput = 66
        /// The host lacks something: a program, namespaces, an emulator.
        case unavailable = 69
        /// A fault of BootProbe itself.
        case internalFault = 70
        /// The operating system refused a call.
        case operatingSystem = 71
        /// A file could not be written.
        case cannotCreate = 73
        /// A launcher, a load tool or a database failed.
        case failed = 75
    }

    public let code: Code
    /// A sentence that names the file, field or program, and the remedy.
    public let message: String
    /// The message of the library or program underneath, verbatim.
    public let underlying: String?

    public init(_ code: Code, _ message: String, underlying: String? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    public var description: String {
        guard let underlying, !underlying.isEmpty else { return message }
        return "\(message) (\(underlying))"
    }
}
