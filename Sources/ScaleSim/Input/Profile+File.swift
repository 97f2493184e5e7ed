import Foundation
import Profiles

extension Profile {
    /// Reads a profile's JSON file and checks that its version is known.
    public static func read(contentsOf path: String) throws(ScaleSimError) -> Profile {
        let location = ScaleSimError.Location(file: path)
        let data = try InputFile.data(of: path, maximumBytes: 64 << 20)
        let profile: Profile
        do {
            profile = try JSONFormat.decode(Profile.self, from: data)
        } catch let error as DecodingError {
            throw ScaleSimError(.badInput, error.fieldMessage, at: location)
        } catch {
            throw ScaleSimError(.badInput, "not a profile: \(error)", at: location)
        }
        guard profile.schema <= currentSchema else {
            throw ScaleSimError(
                .badInput, "schema: version \(profile.schema) is newer than this program, which knows \(currentSchema)",
                at: location)
        }
        if let defect = profile.service?.defect {
            throw ScaleSimError(.badInput, "service.\(defect)", at: location)
        }
        return profile
    }
}
