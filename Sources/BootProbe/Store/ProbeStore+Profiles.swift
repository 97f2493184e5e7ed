import Foundation
import Profiles

extension ProbeStore {
    /// One profile for each image and technology of `campaign` that answered or was loaded: its boot times fitted, as a
    /// surface where several conditions were measured, and its service from the load runs of the very same target.
    ///
    /// Targets that were loaded but belong to no campaign (a replica that is only ever loaded) get profiles without
    /// boot times when `campaign` ran on the same host.
    package func profiles(of campaign: Campaign) throws(BootProbeError) -> [Profile] {
        let trials = try trials(of: campaign.id)
        let fits = campaign.targets.indices.map { index in
            let samples = trials.filter { $0.trial.target == index }.compactMap { IntervalSample($0) }
            return BootFit.profile(of: samples, seed: campaign.plan.seed)
        }
        let others = try loadedTargets().filter { loaded in
            loaded.host == campaign.provenance.host && !campaign.targets.contains { $0.name == loaded.name }
        }
        var profiles: [Profile] = []
        for name in campaign.targets.map(\.name).uniqued() {
            let conditions = zip(campaign.targets, fits).filter { $0.0.name == name }
            // What nothing was said of is drawn under the usual condition, or the first that was measured.
            let usual = conditions.first { $0.0.condition == .standard && $0.1 != nil } ?? conditions[0]
            var boot = usual.1
            if conditions.count > 1 { boot?.surface = conditions.compactMap { BootSurfacePoint($0.0.condition, $0.1) } }
            try append(usual.0, boot, campaign, to: &profiles)
        }
        for target in others { try append(target, nil, campaign, to: &profiles) }
        return profiles
    }

    private func append(
        _ target: MeasuredTarget, _ boot: BootProfile?, _ campaign: Campaign, to profiles: inout [Profile]
    ) throws(BootProbeError) {
        let origin = campaign.provenance.importedFrom.map { Origin.imported(source: $0) }
        // Load runs are made warm and alone, whatever the boots were measured under.
        let runs = try throughput(of: target.under(.standard))
        let profile = Profile(
            image: target.image, technology: target.technology, accelerator: target.accelerator,
            origin: origin ?? .measured(campaign: campaign.id.description), host: target.host, boot: boot,
            service: ServiceFit.profile(from: runs, cpuLimit: target.cpuLimit))
        if profile.boot == nil, profile.service == nil { return }
        profiles.removeAll { $0.name == profile.name }
        profiles.append(profile)
    }
}

extension BootSurfacePoint {
    /// nil where no trial answered under the condition.
    fileprivate init?(_ condition: LaunchCondition, _ boot: BootProfile?) {
        guard let boot else { return nil }
        self.init(
            cache: condition.cache.rawValue, concurrent: condition.concurrent, resident: condition.resident,
            distribution: boot.distribution, trials: boot.trials, censored: boot.censored)
    }
}

extension MeasuredTarget {
    /// What the kernel enforced.
    fileprivate var cpuLimit: CPULimit? {
        let cpus = technology == .container ? launch?.cpus : launch?.cpuQuota
        return cpus.map { CPULimit(cpus: $0) }
    }
}
