import Foundation
import UserInput

/// Words what is wrong with JSON.
package enum JSONFault {
    /// What `error`, which decoding `data` threw, says, behind the way to the field: `items[3].spec.containers: …`.
    ///
    /// - Parameter place: Where `data` stands, for example `events[3].message`; empty for the whole of a file.
    package static func complaint(about data: Data, _ error: any Error, at place: String = "") -> String {
        if let fault = syntaxFault(in: data) { return prefixed("not JSON: \(fault)", [], place) }
        guard let error = error as? DecodingError else { return prefixed(error.localizedDescription, [], place) }
        switch error {
        case .keyNotFound(let key, let context):
            return prefixed("the key \(key.stringValue.quoted) is missing", context.codingPath, place)
        case .dataCorrupted(let context) where context.codingPath.isEmpty && context.underlyingError == nil:
            // The decoder says "not valid JSON" of a number that its type cannot hold, and does not say which.
            return prefixed("holds a number that is out of range, or a text that is none", [], place)
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return prefixed(context.debugDescription, context.codingPath, place)
        @unknown default: return prefixed("not as expected: \(error)", [], place)
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

    private static func prefixed(_ complaint: String, _ path: [any CodingKey], _ place: String) -> String {
        let field = path.reduce(place) { way, key in
            if let index = key.intValue { return "\(way)[\(index)]" }
            let name = key.stringValue.prefix(60).onOneLine
            return way.isEmpty ? name : "\(way).\(name)"
        }
        // Foundation quotes what it found as it is.
        let words = complaint.prefix(300).onOneLine
        return field.isEmpty ? words : "\(field): \(words)"
    }
}
