import BootProbe
import Foundation
import TestSupport

/// A short `scalesim demo` of processes and containers.
struct Demonstration: Sendable {
    /// The one that a suite with the trait `demonstration` reads.
    @TaskLocal static var current: Demonstration?

    /// A crowd that comes and goes; the quiet at its end is three times the 15 s that the policy waits before it scales
    /// in, since a busy machine boots late.
    static let trace = """
        seconds,requests_per_second
        0,10
        2,80
        3,150
        6,40
        8,10
        54,0

        """

    static let images = ["vote", "result", "redis"]
    static let trials = 3

    /// Holds the results.
    let folder: TemporaryDirectory
    let result: CommandResult
    /// What was left behind, in words.
    let remains: [String]

    /// Runs it to its end.
    init() throws {
        folder = try TemporaryDirectory()
        let command = try Self.start(in: folder)
        let footprint = try command.footprint()
        result = try command.wait(seconds: 480)
        remains = footprint.remains()
    }

    /// Starts one in `folder`, which takes its results.
    static func start(in folder: TemporaryDirectory, trials: Int = trials) throws -> ProductCommand {
        let trace = try folder.write("trace.csv", trace)
        return try ProductCommand(
            [
                "scalesim", "demo", "--trials", "\(trials)", "--technologies", "process", "container", "--quick",
                "--output", folder.path, "--trace", trace, "--python", try PythonEnvironment.path,
            ], in: folder.path)
    }
}
