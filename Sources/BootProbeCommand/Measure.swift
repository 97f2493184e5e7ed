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

            With each campaign are stored the host's settings, the versions of everything involved, the hashes of what \
            was launched and the whole launch commands.

            EXAMPLES
              Twenty trials of everything that the manifest offers, three as a guest:
                bootprobe measure images/vote.yaml
              More of one, fewer of another:
                bootprobe measure images/*.yaml --technology process vm --trials 50,vm=1,vote.vm=3
              Until every median is known to 2 %:
                bootprobe measure images/vote.yaml --technology process container --until-ci 2%
              As a surface over concurrent launches, with nothing in the page cache:
                bootprobe measure images/vote.yaml --technology container --concurrent 1,2,4,8 --cache cold
              For a program to read, and for a pull request:
                bootprobe measure images/vote.yaml --format json > medians.json
                bootprobe measure images/vote.yaml --format markdown
            """)

    /// A guest takes tens of seconds where there is no KVM.
    private static let defaultTrials = TrialCounts("20,vm=3")!
    private static let defaultWarmUps = TrialCounts("1,vm=0")!
    /// With a stopping rule, what every target may take at most.
    private static let defaultCap = TrialCounts("1000,vm=30")!

    @OptionGroup var options: LaunchOptions

    @Option(
        help: ArgumentHelp(
            "Trials of each target: a number, or several parts such as 20,vm=3,vote.vm=5.",
            discussion: """
                What is not said is taken from 20,vm=3; with --until-ci, where it is the most that is made, from \
                1000,vm=30.
                """, valueName: "counts"))
    var trials: TrialCounts?

    @Option(
        help: ArgumentHelp(
            "Measure each target until the 95 % interval of the quantile is this narrow, such as 2%.",
            discussion: "Half of its width, as a share of the quantile; after 30 trials at the least.",
            valueName: "share"))
    var untilCI: Percentage?

    @Option(help: "The quantile of --until-ci, between 0 and 1.")
    var quantile = 0.5

    @Option(
        help: ArgumentHelp(
            "Trials made before those that count, stored and flagged.",
            discussion: "What is not said is taken from 1,vm=0.", valueName: "counts"))
    var warmUps: TrialCounts?

    @Option(
        help: ArgumentHelp(
            "State of the page cache before each launch: warm, cold, or warm,cold for both, interleaved.",
            discussion: """
                What a boot reads is found out by the first launch, dropped or read before each later one, and what was \
                resident is stored with the trial.
                """, valueName: "states"))
    var cache = CommaList([LaunchCondition.Cache.warm])

    @Option(
        help: ArgumentHelp(
            "Instances launched at the same time: a number, or several such as 1,2,4,8, interleaved.",
            valueName: "numbers"))
    var concurrent = CommaList([1])

    @Option(
        help: ArgumentHelp(
            "Instances that run already while others are launched: a number, or several such as 0,4.",
            valueName: "numbers"))
    var resident = CommaList([0])

    @Option(
        help: ArgumentHelp(
            "Least time from one launch to the next, such as 3s.",
            discussion: """
                At once when left out: what the last one left in the CPU's caches then makes short boots shorter, of our \
                own unikernel by a fifth.
                """, valueName: "time"))
    var interval: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "How guests are reached: lab (bridge and taps) or user-mode (QEMU's own network, needs no right).",
            discussion: "lab where taps can be had; the bias of user-mode is measured and printed with the results.",
            valueName: "path"))
    var guestNetwork: NetworkPath?

    @Option(help: "Seed of the order; another seed is another campaign.")
    var seed: UInt64 = 1

    @Flag(help: "Measure once more what a complete campaign has measured.")
    var again = false

    @Option(
        help: ArgumentHelp(
            "Revision of the measured project, stored with the campaign.",
            discussion: "That of the git work tree which holds the manifests, when left out."))
    var revision: String?

    func validate() throws {
        guard quantile > 0, quantile < 1 else { throw ValidationError("--quantile lies between 0 and 1") }
        guard [nil, .lab, .userMode].contains(guestNetwork) else {
            throw ValidationError("--guest-network is lab or user-mode")
        }
        guard concurrent.values.allSatisfy({ (1...250).contains($0) }) else {
            throw ValidationError("--concurrent takes numbers from 1 to 250")
        }
        guard resident.values.allSatisfy({ (0...250).contains($0) }) else {
            throw ValidationError("--resident takes numbers from 0 to 250")
        }
        if untilCI != nil, concurrent.values != [1] {
            throw ValidationError(
                "--until-ci needs independent samples, which those of --concurrent are not; leave one of them out")
        }
    }

    func execute() throws {
        let described = try options.images()
        try Launchers.enterLab(with: described)
        let store = try ProbeStore(path: options.database)
        let progress = ProgressLine()
        let interruption = Interruption()
        let set = try Launchers.make(
            for: described, required: options.technologies, guestPath: guestNetwork,
            accelerator: options.accelerator, progress: progress)
        defer { set.shutDown() }
        let launchers = set.launchers
        let images = described.map { $0.offered(on: launchers.map(\.technology)) }
        let runner = try CampaignRunner(plan: plan(for: images), images: images, launchers: launchers)
        let provenance = try Provenance.current(launchers: launchers, images: images, revision: revision)
        try calibrateUserMode(launchers, store, provenance, progress)
        progress.begin("measuring")
        let id = try runner.run(
            into: store, provenance: provenance, anew: again, cancellation: interruption.cancellation
        ) { status in
            progress.update(status)
        }
        progress.finish()
        let report = try store.report(of: try store.campaign(id))
        try options.format.print(report)
        try interruption.check("the same command continues campaign \(id)")
        if !report.everyTargetAnswered {
            throw BootProbeError(
                .failed, "not every image answered on every technology; `bootprobe export` has all rows")
        }
    }

    /// Measures the bias of a path that is known to have one, once on a host.
    private func calibrateUserMode(
        _ launchers: [any Launcher], _ store: ProbeStore, _ provenance: Provenance, _ progress: ProgressLine
    ) throws(BootProbeError) {
        guard let host = provenance.host, launchers.contains(where: { $0.path == .userMode }),
            try store.calibration(of: .userMode, host: host).isEmpty
        else { return }
        progress.begin("calibrating the user-mode network", expectedSeconds: 15)
        let calibration = Calibration(paths: [.userMode], delaysMs: [20, 200], trials: 50)
        try store.record(try calibration.run().results, host: host)
    }

    private func plan(for images: [ImageManifest]) -> CampaignPlan {
        let targets = images.flatMap { image in
            image.variants.map(\.technology).flatMap { technology in
                conditions.map { condition in
                    CampaignPlan.Target(
                        image: image.name, technology: technology, condition: condition,
                        trials: count(trials, image, technology, untilCI == nil ? Self.defaultTrials : Self.defaultCap),
                        warmUps: count(warmUps, image, technology, Self.defaultWarmUps))
                }
            }
        }
        let stopping = untilCI.map { StoppingRule(quantile: quantile, relativeHalfWidth: $0.share) }
        return CampaignPlan(
            seed: seed, targets: targets, stopping: stopping, launchIntervalSeconds: interval?.seconds)
    }

    private var conditions: [LaunchCondition] {
        cache.values.flatMap { cache in
            resident.values.flatMap { resident in
                concurrent.values.map { LaunchCondition(cache: cache, concurrent: $0, resident: resident) }
            }
        }
    }

    private func count(
        _ counts: TrialCounts?, _ image: ImageManifest, _ technology: Technology, _ defaults: TrialCounts
    ) -> Int {
        (counts ?? defaults).count(of: image.name, on: technology, default: defaults)
    }
}

extension NetworkPath: ExpressibleByArgument {}
