import ArgumentParser
import BootProbe
import Profiles

/// `bootprobe compare`.
struct Compare: ProbeCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares two targets: A over B.",
        discussion: """
            Prints the ratio of the medians, A's over B's, with a 95 % bootstrap interval and the p-value of a permutation \
            test, and the difference of the means with its BCa interval. Time-outs count as longer than any answer.

            A target is IMAGE.TECHNOLOGY of the newest campaign, with @NUMBER of another one, with FILE: of another \
            database, and with its condition where that is not warm and alone: cold, concurrent=4, resident=2.

            --fail-if makes a gate for continuous integration: terms on ratio, ratio_low, ratio_high, p and difference \
            (of the means, in seconds), joined by `and`. Exit status: 1 where it holds, 0 where it does not.

            EXAMPLES
              bootprobe compare vote.container vote.process
              bootprobe compare vote.process main.sqlite:vote.process --fail-if "ratio>1.05 and p<0.01"
              bootprobe compare vote.container,concurrent=8 vote.container --format json
            """)

    @Argument(help: "The target that is compared.")
    var a: TargetSelector

    @Argument(help: "The target that it is compared with.")
    var b: TargetSelector

    @Option(help: "SQLite file that holds the trials.", completion: .file())
    var database = "probe.sqlite"

    @Option(help: ArgumentHelp("Ends with status 1 where this holds.", valueName: "condition"))
    var failIf: String?

    @Option(help: "Seed of the bootstrap and the permutations.")
    var seed: UInt64 = 1

    @Option(help: "How results are printed.")
    var format = OutputFormat.text

    func execute() throws {
        let condition = try failIf.map { text throws(BootProbeError) in try ComparisonCondition(text) }
        let (first, second) = (try a.batches(in: database), try b.batches(in: database))
        guard let comparison = Comparison(ofBatches: first.batches, withBatches: second.batches, seed: seed) else {
            throw BootProbeError(.badInput, "one of the targets has no trial that answered or timed out")
        }
        let fails = try condition.map { condition throws(BootProbeError) in try condition.holds(for: comparison) }
        try format.print(
            ComparisonReport(
                a: a.label, b: b.label, comparison: comparison,
                remarks: Campaign.differences(first.campaign, second.campaign, of: (a.technology, b.technology)),
                fails: fails))
        if fails == true { throw ExitCode(1) }
    }
}

extension TargetSelector: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
