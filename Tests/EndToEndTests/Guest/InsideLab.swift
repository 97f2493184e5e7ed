import BootProbe
import Foundation

/// Runs a test of this bundle in a lab, which a command has to enter.
enum InsideLab {
    private static let marker = "BOOTSCALE_TEST_INSIDE_LAB"

    static var isInside: Bool { ProcessInfo.processInfo.environment[marker] != nil }

    static func run(test: String) throws {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let fixture = URL(filePath: bundle).deletingLastPathComponent().appending(path: "LabFixture").path
        let lines = try HostTool(
            fixture, ["exec", bundle, "--testing-library", "swift-testing", "--filter", test],
            environment: [EnvironmentVariable(name: marker, value: "yes")]
        ).run { print($0) }
        // A filter that matches nothing passes as well.
        guard lines.contains(where: { $0.contains("run with 1 test") && $0.contains("passed") }) else {
            throw BootProbeError(
                .internalFault, "the test \(test) did not run", underlying: lines.joined(separator: "\n"))
        }
    }
}
