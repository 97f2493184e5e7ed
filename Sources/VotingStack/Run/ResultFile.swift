import BootProbe
import Foundation
import Profiles

/// A file of a run's results.
enum ResultFile {
    /// Writes `data` to `path`; the file appears whole or not at all.
    static func write(_ data: @autoclosure () throws -> Data, to path: String) throws(BootProbeError) {
        do {
            try data().write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw BootProbeError(.cannotCreate, "\(path): cannot be written", underlying: "\(error)")
        }
    }

    /// What `write` wrote of a `type`.
    ///
    /// - Throws: `badInput` where it is something else.
    static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws(BootProbeError) -> Value {
        let data = Data(try FileSystem.read(path))
        do { return try JSONFormat.decode(type, from: data) } catch {
            throw BootProbeError(badInput: JSONFault.complaint(about: data, error), file: path, line: nil)
        }
    }

    /// The same; nil where nothing was written.
    static func find<Value: Decodable>(_ type: Value.Type, at path: String) throws(BootProbeError) -> Value? {
        FileSystem.exists(path) ? try read(type, from: path) : nil
    }
}
