import Foundation
import Profiles

extension ProbeStore {
    /// One profile for each target of `campaign` that answered or was loaded: its boot times fitted, and its service
    /// from the load runs of the very same target.
    ///
    /// Targets that were loaded but belong to no campaign (a replica that is only ever loaded) get profiles without
    /// boot times when `campaign` ran on the same host.
    package func profiles(of campaign: Campaign) throws(BootProbeError) -> [Profile] {
        let trials = try trials(of: campaign.id)
        let others = try loadedTargets().filter { loaded in
            loaded.host == campaign.provenance.host && !campaign.targets.contains { $0.name == loaded.name }
        }
        var profiles: [Profile] = []
        for (index, target) in (campaign.targets + others).enumerated() {
            let samples = trials.filter { $0.trial.target == index }.compactMap { IntervalSample($0) }
            let profile = Profile(
                image: target.image, technology: target.technology, accelerator: target.accelerator,
                origin: .measured(campaign: campaign.id.description), host: target.host,
                boot: BootFit.profile(of: samples, seed: campaign.plan.seed),
                service: ServiceFit.profile(from: try throughput(of: target)))
            if profile.boot == nil, profile.service == nil { continue }
            profiles.removeAll { $0.name == profile.name }
            profiles.append(profile)
        }
        return profiles
    }
}

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
}
