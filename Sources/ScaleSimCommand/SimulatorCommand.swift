import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim

/// A subcommand whose failures become one message and an exit status.
protocol SimulatorCommand: ParsableCommand {
    func execute() throws
}

extension SimulatorCommand {
    func run() throws {
        do {
            try execute()
        } catch let error as BootProbeError {
            ProgressLine.standardError("scalesim: \(error)\n")
            throw ExitCode(error.code.rawValue)
        } catch let error as ScaleSimError {
            ProgressLine.standardError("scalesim: \(error)\n")
            throw ExitCode(error.code.rawValue)
        }
    }

    /// The file `path`, or the standard output where there is none; to be opened before the work whose results it holds.
    func outputFile(_ path: String?) throws(ScaleSimError) -> OutputFile { try OutputFile(path ?? "-") }
}

extension Technology: ExpressibleByArgument {}

extension TrialCounts: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
