import BootProbe
import Profiles

/// What a campaign found of a replica, in a folder of its own: a probe database, and what that does not hold.
struct MeasuredReplica: Codable, Sendable, Equatable {
    var image: String
    /// What `HostPace` said while the boots were measured.
    var bootPaceSeconds: Double?

    private static let fileName = "measurement.json"

    static func database(in folder: String) -> String { "\(folder)/probe.sqlite" }

    func write(to folder: String) throws(BootProbeError) {
        try ResultFile.write(JSONFormat.encode(self), to: "\(folder)/\(Self.fileName)")
    }

    /// Nil where `folder` holds no finished measurement.
    static func find(in folder: String) throws(BootProbeError) -> MeasuredReplica? {
        try ResultFile.find(MeasuredReplica.self, at: "\(folder)/\(fileName)")
    }

    /// Fits the profile anew, from the trials and load runs in `folder`.
    ///
    /// - Throws: `failed` where no boot or no load run was sound.
    func profile(in folder: String) throws(BootProbeError) -> Profile {
        let store = try ProbeStore(path: Self.database(in: folder), access: .read)
        guard var profile = try store.profiles(of: store.campaign()).first(where: { $0.image == image }),
            profile.service != nil, profile.boot != nil
        else { throw BootProbeError(.failed, "\(image): no profile, since no boot or no load run was sound") }
        // All of the profile is for one pace of the host.
        if let bootPaceSeconds, let reference = profile.service?.hostPaceSeconds, let boot = profile.boot {
            let factor = reference / bootPaceSeconds
            profile.boot?.distribution = boot.distribution.scaled(by: factor)
            profile.boot?.surface = boot.surface?.map { $0.scaled(by: factor) }
        }
        return profile
    }
}
