import Foundation
import Profiles

/// Profiles as files, one each, named `IMAGE.TECHNOLOGY.json`.
package enum ProfileFiles {
    /// Writes `profiles` into `directory`, which is made where it is missing, and returns the files' paths.
    ///
    /// Each file appears whole or not at all; one of the same name is replaced.
    package static func write(_ profiles: [Profile], to directory: String) throws(BootProbeError) -> [String] {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            return try profiles.map { profile in
                let path = "\(directory)/\(profile.name).json"
                try JSONFormat.encode(profile).write(to: URL(fileURLWithPath: path), options: .atomic)
                return path
            }
        } catch {
            throw BootProbeError(.cannotCreate, "\(directory): profiles cannot be written", underlying: "\(error)")
        }
    }

    /// The profiles in `directory`, in the order of their files' names.
    package static func read(from directory: String) throws(BootProbeError) -> [Profile] {
        var profiles: [Profile] = []
        for name in try FileSystem.list(directory).sorted() where name.hasSuffix(".json") {
            let path = "\(directory)/\(name)"
            let bytes = try FileSystem.read(path)
            do {
                profiles.append(try JSONFormat.decode(Profile.self, from: Data(bytes)))
            } catch {
                throw BootProbeError(.badInput, "\(path): not a profile", underlying: "\(error)")
            }
        }
        return profiles
    }
}
