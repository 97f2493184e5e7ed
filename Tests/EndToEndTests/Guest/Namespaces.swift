import BootProbe
import Foundation

/// Runs a test of this bundle in network, mount and process namespaces of its own, all of which end with it.
enum Namespaces {
    private static let marker = "BOOTSCALE_TEST_NAMESPACES"

    static var isInside: Bool { ProcessInfo.processInfo.environment[marker] != nil }

    static func run(test: String) throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        // A shell is the namespace's first process, because it reaps orphans: libvirt waits for a QEMU that has ended
        // until it is no zombie.
        let command = ["sh", "-c", "\"$@\"; exit $?", "sh", executable]
        var tool = HostTool(
            "unshare",
            ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"] + command
                + ["--testing-library", "swift-testing", "--filter", test])
        tool.environment = [marker: "1"]
        let lines = try tool.run { print($0) }
        // A filter that matches nothing passes as well.
        guard lines.contains(where: { $0.contains("run with 1 test") && $0.contains("passed") }) else {
            throw BootProbeError(
                .internalFault, "the test \(test) did not run", underlying: lines.joined(separator: "\n"))
        }
    }

    /// The lab's bridge, as guests expect it.
    static func makeBridge() throws {
        try HostTool("ip", ["link", "set", "lo", "up"]).run()
        try HostTool("ip", ["link", "add", "lab0", "type", "bridge"]).run()
        try HostTool("ip", ["address", "add", "10.77.0.1/16", "dev", "lab0"]).run()
        try HostTool("ip", ["link", "set", "lab0", "up"]).run()
    }
}
