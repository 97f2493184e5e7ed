import BootProbe
import Foundation

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
}
