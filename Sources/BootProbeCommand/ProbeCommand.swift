import ArgumentParser
import BootProbe
import Foundation
import Profiles

/// A subcommand whose failures become one message and an exit status.
protocol ProbeCommand: ParsableCommand {
    func execute() throws
}

extension ProbeCommand {
    func run() throws {
        do {
            try execute()
        } catch let error as BootProbeError {
            ProgressLine.standardError("bootprobe: \(error)\n")
            throw ExitCode(error.code.rawValue)
        }
    }
}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case csv
    case markdown

    /// Prints `report` on standard output.
    func print(_ report: some Report) throws {
        let data =
            switch self {
            case .text: Data((report.text + "\n").utf8)
            case .json: try JSONFormat.encode(report)
            case .csv: Data(report.table.csv.utf8)
            case .markdown: Data((report.markdown + "\n").utf8)
            }
        FileHandle.standardOutput.write(data)
    }
}

extension Technology: ExpressibleByArgument {}
extension Accelerator: ExpressibleByArgument {}

extension TrialCounts: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

/// Which images to launch and how; shared by the commands that launch.
struct LaunchOptions: ParsableArguments {
    @Argument(help: "Manifests of the images.", completion: .file(extensions: ["yaml"]))
    var manifests: [String]

    @Option(
        name: .customLong("technology"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Technologies to launch on; all that a manifest offers when left out.", valueName: "technology"))
    var technologies: [Technology] = []

    @Option(
        help: ArgumentHelp(
            "What runs guests: kvm, or tcg for QEMU's emulator; taken without a test.",
            discussion: "KVM where a guest proves that it works, when left out.", valueName: "accelerator"))
    var accelerator: Accelerator?

    @Option(help: "SQLite file that takes the results; made where there is none.", completion: .file())
    var database = "probe.sqlite"

    @Option(help: "How results are printed.")
    var format = OutputFormat.text

    func validate() throws {
        guard !manifests.isEmpty else { throw ValidationError("name at least one manifest") }
        guard accelerator != Accelerator.none else { throw ValidationError("--accelerator is kvm or tcg") }
    }

    /// The manifests, each reduced to the technologies that were asked for.
    func images() throws(BootProbeError) -> [ImageManifest] {
        var images: [ImageManifest] = []
        for path in manifests {
            let image = try ImageManifest.read(contentsOf: path)
            if let other = images.first(where: { $0.name == image.name }) {
                throw BootProbeError(
                    .badInput,
                    "\(path): name: `\(image.name)` is also the name in \(other.source ?? "another manifest")")
            }
            images.append(technologies.isEmpty ? image : image.offered(on: technologies))
        }
        guard images.contains(where: { !$0.variants.isEmpty }) else {
            let wanted = technologies.map(\.rawValue).joined(separator: ", ")
            throw BootProbeError(
                .badInput, "\(manifests.joined(separator: ", ")): technologies: \(wanted) is not offered")
        }
        return images
    }
}

extension ImageManifest {
    /// This image without the technologies that are not among `technologies`.
    func offered(on technologies: [Technology]) -> ImageManifest {
        var image = self
        image.variants.removeAll { !technologies.contains($0.technology) }
        return image
    }
}

/// Which campaign of a database; shared by the commands that read.
struct CampaignOptions: ParsableArguments {
    @Option(help: "SQLite file that holds the trials.", completion: .file())
    var database = "probe.sqlite"

    @Option(help: "Number of the campaign; the newest when left out.")
    var campaign: Int64?

    func open() throws(BootProbeError) -> (store: ProbeStore, campaign: Campaign) {
        let store = try ProbeStore(path: database, access: .read)
        return (store, try store.campaign(campaign.map { CampaignID(number: $0) }))
    }
}

extension Interruption {
    /// Throws the exit status of an interrupted command if this one was.
    func check(_ message: String) throws {
        guard cancellation.isCancelled else { return }
        ProgressLine.standardError("bootprobe: interrupted; \(message)\n")
        throw ExitCode(128 + SIGINT)
    }
}
