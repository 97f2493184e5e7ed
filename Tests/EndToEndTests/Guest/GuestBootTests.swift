import BootProbe
import Foundation
import Profiles
import Testing

/// A real guest, booted from a real Debian tree. The first run builds the tree, which takes minutes and the network.
@Suite("A Debian guest", .serialized)
struct GuestBootTests {
    @Test(
        "boots to a right answer and leaves nothing behind",
        .enabled(if: GuestRequirements.missing.isEmpty, "\(GuestRequirements.sentence)"))
    func boot() throws {
        try Namespaces.run(test: "GuestBootTests/insideNamespaces")
    }

    @Test(.enabled(if: Namespaces.isInside, "runs in the namespaces that the boot test makes"))
    func insideNamespaces() throws {
        try Namespaces.makeBridge()
        let scratch = try GuestScratch()
        defer { scratch.remove() }
        let image = try scratch.image()
        let disk = try scratch.disk(of: image)
        let host = try GuestHost(cacheDirectory: scratch.cache, runDirectory: scratch.run)
        let test = AcceleratorTest(host: host, cacheDirectory: scratch.cache, runDirectory: scratch.run)
        let launcher = GuestLauncher(
            host: host, accelerator: try test.accelerator(for: disk), cacheDirectory: scratch.cache,
            runDirectory: scratch.run)
        try launcher.prepare(image)
        for number in 1...2 { try trial(image, launcher, InstanceID(number: number)) }
        launcher.shutDown()
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.run) == ["accounts"])
        #expect(try HostTool("ip", ["-o", "link", "show", "master", "lab0"]).run() == [])
    }

    private func trial(_ image: ImageManifest, _ launcher: GuestLauncher, _ id: InstanceID) throws {
        let instance = try launcher.launch(image, as: id)
        let probe = try ReadinessProbe(endpoint: instance.endpoint, readiness: image.readiness)
        let result = probe.run(
            launchedAt: instance.launchedAt, deadline: instance.launchedAt.advanced(bySeconds: 120),
            failure: instance.failure)
        let (tail, cpuSeconds, phases) = (instance.consoleTail(), instance.cpuSeconds(), instance.phases())
        let destroying = HostInstant.now
        try instance.destroy()
        try instance.destroy()
        let destroyed = HostInstant.now
        let answer = try #require(result.firstAnswer, "\(result) \(tail)")
        #expect(phases.map(\.name) == ["launch returned", "kernel", "init", "service"])
        #expect(try #require(cpuSeconds) > 0.5)
        #expect(instance.failure() != nil)
        let times = phases.map { "\($0.name) \($0.at.seconds(since: instance.launchedAt))" }
        print(
            "guest on \(launcher.accelerator.rawValue): \(times.joined(separator: ", ")), first answer",
            answer.lastByteAt.seconds(since: instance.launchedAt), "CPU \(cpuSeconds ?? 0), destroy",
            destroyed.seconds(since: destroying))
    }
}
