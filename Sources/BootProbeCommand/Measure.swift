import ArgumentParser
import BootProbe
import Foundation
import Profiles

/// `bootprobe measure`.
struct Measure: ProbeCommand {
    static let configuration = CommandConfiguration(
        abstract: "Times images from launch to first right answer.",
        discussion: """
            Trials of all images and technologies are interleaved in random blocks, in an order that depends on the plan \
            and the seed alone, so that a drift of the host is not taken for a difference between images. A target with \
            fewer trials is spread evenly over the campaign.

            A trial that times out counts as longer than its time-out; one that fails is a row with its reason. After \
            Ctrl-C, a crash or kill -9 the same command continues the campaign where it was. A complete campaign is \
            printed again and not measured again, unless --again is given.

            EXAMPLES
              Twenty trials of everything that the manifest offers, three as a guest:
                bootprobe measure images/vote.yaml
              More of one, fewer of another:
                bootprobe measure images/*.yaml --technology process vm --trials 50,vm=1,vote.vm=3
              For a program to read, and for a pull request:
                bootprobe measure images/vote.yaml --format json > medians.json
                bootprobe measure images/vote.yaml --format markdown
            """)

    /// A guest takes tens of seconds where there is no KVM.
    private static let defaultTrials = TrialCounts("20,vm=3")!
    private static let defaultWarmUps = TrialCounts("1,vm=0")!

    @OptionGroup var options: LaunchOptions

    @Option(
        help: ArgumentHelp(
            "Trials of each target: a number, or several parts such as 20,vm=3,vote.vm=5.",
            discussion: "What is not said is taken from 20,vm=3.", valueName: "counts"))
    var trials: TrialCounts?

    @Option(
        help: ArgumentHelp(
            "Trials made before those that count, stored and flagged.",
            discussion: "What is not said is taken from 1,vm=0.", valueName: "counts"))
    var warmUps: TrialCounts?

    @Option(help: "Seed of the order; another seed is another campaign.")
    var seed: UInt64 = 1

    @Flag(help: "Measure once more what a complete campaign has measured.")
    var again = false

    @Option(help: "Revision of the measured project, stored with the campaign.")
    var revision: String?

    func execute() throws {
        let described = try options.images()
        try Launchers.enterLab(with: described)
        let store = try ProbeStore(path: options.database)
        let progress = ProgressLine()
        let interruption = Interruption()
        let set = try Launchers.make(for: described, required: options.technologies, progress: progress)
        defer { set.shutDown() }
        let launchers = set.launchers
        let images = described.map { $0.offered(on: launchers.map(\.technology)) }
        let runner = try CampaignRunner(plan: plan(for: images), images: images, launchers: launchers)
        let provenance = try Provenance.current(launchers: launchers, revision: revision)
        progress.begin("measuring")
        let id = try runner.run(
            into: store, provenance: provenance, anew: again, cancellation: interruption.cancellation
        ) { status in
            progress.update(
                done: status.done, of: status.total, remainingSeconds: status.remainingSeconds,
                detail: status.target?.description)
        }
        progress.finish()
        let report = CampaignReport(try store.campaign(id), trials: try store.trials(of: id))
        try options.format.print(report)
        try interruption.check("the same command continues campaign \(id)")
        if !report.everyTargetAnswered {
            throw BootProbeError(
                .failed, "not every image answered on every technology; `bootprobe export` has all rows")
        }
    }

    private func plan(for images: [ImageManifest]) -> CampaignPlan {
        let targets = images.flatMap { image in
            image.variants.map(\.technology).map { technology in
                CampaignPlan.Target(
                    image: image.name, technology: technology,
                    trials: count(trials, image, technology, Self.defaultTrials),
                    warmUps: count(warmUps, image, technology, Self.defaultWarmUps))
            }
        }
        return CampaignPlan(seed: seed, targets: targets)
    }

    private func count(
        _ counts: TrialCounts?, _ image: ImageManifest, _ technology: Technology, _ defaults: TrialCounts
    ) -> Int {
        (counts ?? defaults).count(of: image.name, on: technology, default: defaults)
    }
}
