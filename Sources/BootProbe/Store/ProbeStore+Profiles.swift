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
                service: ServiceFit.profile(from: try throughput(of: target), cpuLimit: target.cpuLimit))
            if profile.boot == nil, profile.service == nil { continue }
            profiles.removeAll { $0.name == profile.name }
            profiles.append(profile)
        }
        return profiles
    }
}

extension MeasuredTarget {
    /// What the kernel enforced: only containers are in a control group of their own.
    fileprivate var cpuLimit: CPULimit? {
        technology == .container ? launch?.cpus.map { CPULimit(cpus: $0) } : nil
    }
}
