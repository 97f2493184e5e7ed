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
        } catch let error as DecodingError {
            let complaint = syntaxFault(in: data).map { "not JSON: \($0)" } ?? error.complaint(at: place)
            throw BootProbeError(badInput: complaint, file: file, line: nil)
        } catch {
            throw BootProbeError(badInput: "not JSON: \(error.localizedDescription)", file: file, line: nil)
        }
    }

    /// What makes `data` no JSON, in Foundation's words; the decoder keeps these to itself.
    private static func syntaxFault(in data: Data) -> String? {
        do {
            _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
            return nil
        } catch {
            return (error as NSError).userInfo["NSDebugDescription"] as? String ?? error.localizedDescription
        }
    }
}

/// An error of a value's own initialiser, worded for the user.
struct UnexpectedValue: Error {
    var expectation: String
    var found: String
}

extension DecodingError {
    /// What is wrong, behind the way to the field: `items[3].spec.containers: …`.
    fileprivate func complaint(at place: String) -> String {
        let (path, complaint) =
            switch self {
            case .keyNotFound(let key, let context):
                (context.codingPath, "the key `\(key.stringValue)` is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, context.debugDescription)
            @unknown default: ([], "not as expected: \(self)")
            }
        let field = path.reduce(place) { way, key in
            if let index = key.intValue { return "\(way)[\(index)]" }
            return way.isEmpty ? key.stringValue : "\(way).\(key.stringValue)"
        }
        return field.isEmpty ? complaint : "\(field): \(complaint)"
    }
}
