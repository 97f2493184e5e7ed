import BeaconProtocol
import TestSupport

extension Bytes {
    var array: [UInt8] { (0..<count).map { self[$0] } }
    var text: String { String(decoding: array, as: UTF8.self) }
}

extension BootOptions {
    /// The options of a command line that is right.
    static func of(_ line: String) throws -> BootOptions {
        let owned = OwnedBytes(line)
        return try withExtendedLifetime(owned) { try BootOptions.parse(owned.bytes) }
    }
}
