import BootProbe
import Profiles

/// A campaign of a program that listens as soon as it runs.
struct OverheadBenchmark {
    let trials: Int

    func run() throws(BootProbeError) {
        let folder = try Lab.runDirectory().folder("benchmark")
        let image = ImageManifest(
            name: "stub", command: [try StubProcess.program(), "{address}", "{port}", "now"], port: 8080,
            readiness: .http(path: "/", status: 200, contains: ["bootscale"]),
            variants: [Variant(technology: .process)])
        let launcher = ProcessLauncher(run: try Lab.runDirectory()) { recipe throws(BootProbeError) in
            throw BootProbeError(.internalFault, "\(recipe.name): the benchmark's image has no tree")
        }
        let plan = CampaignPlan(
            seed: 1, targets: [CampaignPlan.Target(image: "stub", technology: .process, trials: trials)])
        let store = try ProbeStore(path: "\(folder)/probe.sqlite")
        let begin = HostInstant.now
        let campaign = try CampaignRunner(plan: plan, images: [image], launchers: [launcher])
            .run(into: store, provenance: try .current(launchers: [launcher]))
        report(try store.trials(of: campaign), seconds: HostInstant.now.seconds(since: begin))
    }

    private func report(_ records: [TrialRecord], seconds: Double) {
        func mean(_ value: (TrialRecord) -> Double) -> Double {
            records.reduce(0) { $0 + value($1) } / Double(records.count) * 1e3
        }
        let answers = mean { record in
            guard case .answered(let answer) = record.outcome else { return 0 }
            return answer.lastByteSeconds
        }
        let teardown = mean { $0.teardownSeconds ?? 0 }
        let whole = seconds / Double(records.count) * 1e3
        print(
            """

            Overhead: \(trials) trials of a program that answers at once took \(Decimals.one(seconds)) s (goal for 1000: 30 s)
              a trial, from its begin to its commit  \(Decimals.three(whole)) ms
              of which launch to first answer        \(Decimals.three(answers)) ms
              of which teardown                      \(Decimals.three(teardown)) ms
              the prober's own part                  \(Decimals.three(whole - answers - teardown)) ms (goal: 5 ms)
            """)
    }
}
