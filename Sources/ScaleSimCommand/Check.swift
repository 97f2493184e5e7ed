import ArgumentParser
import BootProbe
import ScaleSim

/// `scalesim check`
struct Check: SimulatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a scenario and explain what it would do, without simulating it.",
        discussion: """
            Says how much traffic would meet how much capacity in the first replication, which services call which, how \
            long boots take, and whether runs are computed by recursion or event by event, and why. Faults of the file \
            and of those that it names are told with file, line and field.

              scalesim check examples/scenarios/voting.yaml

            Exit status: 0 sound, 64 wrong usage, 65 a file's content is wrong, 66 a file is missing.
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    func execute() throws {
        let scenario = try ScenarioFile.read(contentsOf: scenario)
        print(OutlineReport(ScenarioOutline(scenario), of: scenario).text, terminator: "")
    }
}
