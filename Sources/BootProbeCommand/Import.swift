import ArgumentParser
import BootProbe
import Profiles

/// `bootprobe import`.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads cold starts that were measured elsewhere.",
        discussion: """
            Each time is read with the error that its source leaves, so that fits honour it: pods are stamped in whole \
            seconds, Lambda rounds to hundredths of a millisecond. What is not ready yet counts as longer than the time \
            seen, what failed is a row with its reason, and what tells nothing of a first start is left out, counted and \
            said.

            What was read becomes a campaign of the probe database, which fit, compare, export and report take like one \
            that was measured here.
            """,
        subcommands: [ImportPods.self, ImportLambda.self, ImportCSV.self])
}

/// A kind of file that trials are imported from.
protocol ImportCommand: ProbeCommand {
    var options: ImportOptions { get }

    func read() throws(BootProbeError) -> [ImportedTrials]
}

extension ImportCommand {
    func execute() throws {
        let imported = try read()
        guard imported.contains(where: { !$0.trials.isEmpty }) else {
            try options.format.print(ImportReport(imported))
            throw BootProbeError(.badInput, "\(options.file): tells of no cold start")
        }
        let campaign = try ProbeStore(path: options.database).record(imported)
        try options.format.print(ImportReport(imported, campaign: campaign))
    }
}

struct ImportOptions: ParsableArguments {
    @Argument(help: "File to read; - is standard input.", completion: .file())
    var file: String

    @Option(help: "SQLite file that takes the trials; made where there is none.", completion: .file())
    var database = "probe.sqlite"

    @Option(help: "How results are printed.")
    var format = OutputFormat.text
}

/// An image's name from the command line.
struct ImageName: ExpressibleByArgument {
    let text: String

    init?(argument: String) {
        guard ImageManifest.isName(argument) else { return nil }
        text = argument
    }
}

/// `bootprobe import pods`.
struct ImportPods: ImportCommand {
    static let configuration = CommandConfiguration(
        commandName: "pods",
        abstract: "Reads pods of Kubernetes: from creation to readiness.",
        discussion: """
            The input is what kubectl get pods -o json prints. Pods of one application (label app.kubernetes.io/name or \
            app, else the owner) and one container image belong together. A pod that has restarted or lost its readiness \
            is left out, because only its last change to ready is stamped. One that lost and regained its readiness \
            without a restart cannot be told from a slow one.

            Creation is stamped by the API server, readiness by the node: times are as good as their clocks agree.

            EXAMPLES
              kubectl get pods -l app=vote -o json | bootprobe import pods -
            """)

    @OptionGroup var options: ImportOptions

    @Option(help: "Name of the image, in lower-case letters, digits and hyphens, in place of the application's.")
    var image: ImageName?

    @Option(help: "How the pods ran.")
    var technology = Technology.container

    func read() throws(BootProbeError) -> [ImportedTrials] {
        try KubernetesPods.read(contentsOf: options.file, image: image?.text, technology: technology)
    }
}

/// `bootprobe import lambda`.
struct ImportLambda: ImportCommand {
    static let configuration = CommandConfiguration(
        commandName: "lambda",
        abstract: "Reads logs of AWS Lambda: the Init Duration of cold starts.",
        discussion: """
            The input is a log with REPORT lines, as text or JSON lines, or what aws logs filter-log-events prints. \
            Reports without an Init Duration are of warm environments and left out. With SnapStart the Restore Duration \
            takes its place. Functions with different memory are kept apart.

            EXAMPLES
              aws logs filter-log-events --log-group-name /aws/lambda/vote --filter-pattern REPORT > vote.json
              bootprobe import lambda vote.json --image vote
            """)

    @OptionGroup var options: ImportOptions

    @Option(help: "Name of the image, in lower-case letters, digits and hyphens; the log does not tell it.")
    var image: ImageName

    @Option(help: "How the function ran.")
    var technology = Technology.microvm

    func read() throws(BootProbeError) -> [ImportedTrials] {
        try LambdaReports.read(contentsOf: options.file, image: image.text, technology: technology)
    }
}

/// `bootprobe import csv`.
struct ImportCSV: ImportCommand {
    static let configuration = CommandConfiguration(
        commandName: "csv",
        abstract: "Reads times from comma-separated values.",
        discussion: """
            A file with one column may have a header or none. Of several columns --column names the one with the times, \
            and --censored one that holds 1 or 0, true or false: whether the start was given up at that time.

            EXAMPLES
              bootprobe import csv boots.csv --image vote --technology vm --column ms --unit ms
            """)

    @OptionGroup var options: ImportOptions

    @Option(help: "Name of the image, in lower-case letters, digits and hyphens.")
    var image: ImageName

    @Option(help: "How the image ran.")
    var technology: Technology

    @Option(help: "Name of the column that holds the times.")
    var column: String?

    @Option(help: "Unit of the times.")
    var unit = TimesCSV.Unit.seconds

    @Option(
        help: ArgumentHelp("Name of the column that marks starts given up before they were ready.", valueName: "column")
    )
    var censored: String?

    func read() throws(BootProbeError) -> [ImportedTrials] {
        let csv = TimesCSV(column: column, unit: unit, censoringColumn: censored)
        return [try csv.read(contentsOf: options.file, image: image.text, technology: technology)]
    }
}

extension TimesCSV.Unit: ExpressibleByArgument {}
