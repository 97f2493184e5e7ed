import Foundation

/// Reads the files that trials are imported from.
enum ImportFile {
    /// A million pods or log lines; bounds what a wrong file can cost.
    static let maximumBytes = 256 << 20

    /// The content of the file at `path`, or of standard input where that is `-`.
    static func data(of path: String) throws(BootProbeError) -> Data {
        guard path == "-" else { return try InputFile.data(of: path, maximumBytes: maximumBytes) }
        return try InputFile.standardInput(maximumBytes: maximumBytes)
    }

    /// The text of the file at `path`, without a byte order mark.
    static func text(of path: String) throws(BootProbeError) -> String {
        guard let text = String(data: try data(of: path), encoding: .utf8) else {
            throw BootProbeError(badInput: "not UTF-8 text", file: path, line: nil)
        }
        return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }

    /// A value that was written as JSON in `file`; the complaint about a wrong one names its field.
    ///
    /// - Parameter place: Where in the file `data` stands, for example `events[3].message`; empty for the whole of it.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from data: Data, file: String, place: String = ""
    ) throws(BootProbeError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw BootProbeError(badInput: JSONFault.complaint(about: data, error, at: place), file: file, line: nil)
        }
    }
}

/// An error of a value's own initialiser, worded for the user.
struct UnexpectedValue: Error {
    var expectation: String
    var found: String
}
