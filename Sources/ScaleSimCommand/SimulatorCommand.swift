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

    /// Writes results to the file `output`, or to the standard output where there is none.
    func write(_ data: Data, to output: String?) throws(ScaleSimError) {
        guard let output else { return FileHandle.standardOutput.write(data) }
        do {
            try data.write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw ScaleSimError(
                .cannotCreate, "cannot be written: \(error.localizedDescription)", at: .init(file: output))
        }
    }
}

extension Technology: ExpressibleByArgument {}

extension TrialCounts: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
