import BootProbe
import Foundation
import Profiles
import Testing

extension Launching {
    /// A real guest, booted from a real Debian tree. The first run builds the tree, which takes minutes and the network.
    @Suite("A Debian guest", .serialized)
    struct GuestBootTests {
        @Test(
            "boots to a right answer and leaves nothing behind",
            .enabled(if: GuestRequirements.missing.isEmpty, "\(GuestRequirements.sentence)"))
        func boot() throws {
            // Before the lab, which has no way to the package mirrors.
            _ = try GuestPage.disk()
            try InsideLab.run(test: "Launching/GuestBootTests/insideLab")
        }

        @Test(.enabled(if: InsideLab.isInside, "runs in the lab that the boot test enters"))
        func insideLab() throws {
            let run = try Lab.runDirectory()
            let host = try GuestHost(run: run)
            let accelerator = try AcceleratorTest(run: run, host: host).accelerator(for: try GuestPage.disk())
            let launcher = GuestLauncher(run: run, libvirt: host, accelerator: accelerator, disks: DiskStore()) {
                recipe throws(BootProbeError) in
                try TreeStore().tree(recipe)
            }
            let image = try GuestPage.image()
            try launcher.prepare(image)
            let portsBefore = try bridgePorts()
            for number in 1...2 { try trial(image, launcher, InstanceID(number: number)) }
            launcher.shutDown()
            let microVM = GuestLauncher(
                .microvm, run: run, libvirt: nil, accelerator: accelerator, disks: DiskStore()
            ) { recipe throws(BootProbeError) in try TreeStore().tree(recipe) }
            try microVM.prepare(image)
            try trial(image, microVM, InstanceID(number: 3))
            #expect(try bridgePorts() == portsBefore)
            for technology in ["vm", "microvm"] {
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/\(technology)") == [])
            }
        }

        private func trial(_ image: ImageManifest, _ launcher: GuestLauncher, _ id: InstanceID) throws {
            let trial = try launcher.timedLaunch(image, as: id)
            let instance = trial.instance
            let (tail, cpuSeconds, phases) = (instance.consoleTail(), instance.cpuSeconds(), instance.phases())
            let destroying = HostInstant.now
            try instance.destroy()
            try instance.destroy()
            let destroySeconds = HostInstant.now.seconds(since: destroying)
            let answeredAfter = try #require(trial.timeToFirstResponse, "\(trial.result) \(tail)")
            let printed = ["first console byte", "kernel", "init", "service"]
            #expect(
                Set(phases.prefix(2).map(\.name)) == ["hypervisor process up", "launch returned"]
                    && phases.dropFirst(2).map(\.name) == printed)
            #expect(try #require(cpuSeconds) > 0.5)
            #expect(instance.failure() != nil)
            let times = phases.map { "\($0.name) \($0.at.seconds(since: instance.launchedAt))" }
            print(
                "\(launcher.technology.rawValue) on \(launcher.accelerator.rawValue): \(times.joined(separator: ", ")), first answer \(answeredAfter),",
                "CPU \(cpuSeconds ?? 0), destroy \(destroySeconds)")
        }

        private func bridgePorts() throws -> [String] {
            try HostTool("ip", ["-oneline", "link", "show", "master", Lab.bridge]).run()
                .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
        }
    }
}
