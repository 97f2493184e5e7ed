import CLinux
import Foundation
import Glibc
import Profiles
import Testing

@testable import BootProbe

extension Launching {
    /// Our own unikernel, launched as any image is.
    @Suite("Our own unikernel", .serialized)
    struct BeaconTests {
        @Test(
            "answers on every machine, 200 times in a row and 20 at once, fails with its own reason, and leaves nothing",
            .enabled(if: GuestRequirements.missing.isEmpty, "\(GuestRequirements.sentence)"))
        func boot() throws {
            try InsideLab.run(test: "Launching/BeaconTests/insideLab")
        }

        @Test(.enabled(if: InsideLab.isInside, "runs in the lab that the boot test enters"))
        func insideLab() throws {
            let run = try Lab.runDirectory()
            let launcher = try Beacon.launcher(run: run, libvirt: try GuestHost(run: run))
            try checkMachines(launcher)
            try checkFailures(launcher)
            try checkQuota(launcher)
            let image = try Beacon.image()
            for number in 0..<200 {
                let launch = try launcher.timedLaunch(image, as: InstanceID(number: number))
                #expect(launch.timeToFirstResponse != nil, "launch \(number): \(launch.result.outcome)")
                try launch.instance.destroy()
            }
            for _ in 0..<3 { try checkMany(image, launcher) }
            try checkBurst(image, launcher)
            try checkPeace(image, launcher)
            launcher.shutDown()
            #expect(try HostTool("ip", ["-oneline", "link", "show", "type", "tun"]).run() == [])
            #expect(try HostTool("ip", ["-oneline", "neighbour", "show", "nud", "permanent"]).run() == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/unikernel") == [])
            #expect(try Self.emulators(of: run) == [])
        }

        private func checkMachines(_ launcher: GuestLauncher) throws {
            let machines: [(GuestImage.Machine, GuestImage.Hypervisor)] = [
                (.microvm, .qemu), (.q35, .qemu), (.pc, .qemu), (.q35, .libvirt), (.pc, .libvirt),
            ]
            for (machine, hypervisor) in machines {
                let image = try Beacon.image(on: machine, by: hypervisor)
                try launcher.prepare(image)
                let launch = try launcher.timedLaunch(image, as: InstanceID(number: 1))
                let phases = launch.instance.phases().map(\.name)
                try launch.instance.destroy()
                #expect(launch.timeToFirstResponse != nil, "\(machine), \(hypervisor): \(launch.result.outcome)")
                #expect(
                    Beacon.milestones.allSatisfy { phases.contains($0.name) }, "\(machine), \(hypervisor): \(phases)")
            }
        }

        /// Work that a CPU does in 0.1 s takes a tenth of one a second, and libvirt is not asked for that.
        private func checkQuota(_ launcher: GuestLauncher) throws {
            var slow = try Beacon.image(words: "service_us=100000")
            slow.variants[0].cpus = 0.1
            try launcher.prepare(slow)
            let launch = try launcher.timedLaunch(slow, as: InstanceID(number: 1))
            try launch.instance.destroy()
            if launcher.cpuQuota(of: slow) != nil {
                // The first and the last period need not be whole.
                #expect(try #require(launch.timeToFirstResponse) > 0.8)
            }
            var refused = try Beacon.image(on: .q35, by: .libvirt)
            refused.variants[0].cpus = 0.1
            #expect { try launcher.prepare(refused) } throws: { "\($0)".contains("hypervisor: qemu") }
            // What follows launches the quick one, which has the same name.
            try launcher.prepare(Beacon.image())
        }

        /// One that never answers, one that answers wrongly and one that gives up.
        private func checkFailures(_ launcher: GuestLauncher) throws {
            var silent = try Beacon.image(words: "delay_ms=60000")
            silent.timeoutSeconds = 1
            var wrong = try Beacon.image()
            wrong.timeoutSeconds = 1
            wrong.readiness = .http(path: "/", status: 200, contains: ["lighthouse"])
            let failing = try Beacon.image(words: "prot=80")
            for image in [silent, wrong] {
                try launcher.prepare(image)
                let begin = HostInstant.now
                let launch = try launcher.timedLaunch(image, as: InstanceID(number: 1))
                #expect((1..<3).contains(HostInstant.now.seconds(since: begin)))
                try launch.instance.destroy()
                guard case .timedOut = launch.result.outcome else {
                    Issue.record("\(launch.result.outcome)")
                    continue
                }
                let isWrong = image == wrong
                #expect((launch.result.failures[.wrongAnswer] > 0) == isWrong)
                #expect((launch.result.lastWrongAnswer?.contains("lighthouse") == true) == isWrong)
            }
            try launcher.prepare(failing)
            let launch = try launcher.timedLaunch(failing, as: InstanceID(number: 1))
            try launch.instance.destroy()
            guard case .failed(_, let reason) = launch.result.outcome else {
                Issue.record("\(launch.result.outcome)")
                return
            }
            #expect(reason.contains("FATAL: command line: prot=80: unknown option"), "\(reason)")
            try launcher.prepare(Beacon.image())
        }

        private func checkMany(_ image: ImageManifest, _ launcher: GuestLauncher) throws {
            let batch = LaunchBatch(
                image: image, launcher: launcher, trial: CampaignRunner.timedLaunch, cancellation: Cancellation())
            let launches = try batch.launch((1...20).map { InstanceID(number: $0) }) {}.map { try $0.get() }
            #expect(launches.allSatisfy { $0.timeToFirstResponse != nil }, "\(launches.map(\.result.outcome))")
            #expect(Set(launches.map(\.instance.endpoint.address)).count == 20)
            try endAll(launches.map(\.instance))
        }

        /// Two hundred connections opened at once: one whose request is dropped is asked for again after a second.
        private func checkBurst(_ image: ImageManifest, _ launcher: GuestLauncher) throws {
            let launch = try launcher.timedLaunch(image, as: InstanceID(number: 1))
            let peer = try SocketAddress(launch.instance.endpoint)
            let begin = HostInstant.now
            let connections = (0..<200).map { _ in bs_start_connection(peer.address, peer.port) }
            var open = Set(connections)
            while !open.isEmpty, HostInstant.now.seconds(since: begin) < 0.9 {
                var polled = open.map { pollfd(fd: $0, events: Int16(POLLOUT), revents: 0) }
                _ = unsafe bs_poll(&polled, polled.count, 10_000_000)
                for entry in polled where entry.revents != 0 { open.remove(entry.fd) }
            }
            #expect(open.isEmpty, "\(open.count) of \(connections.count) are not connected")
            for connection in connections { close(connection) }
            try launch.instance.destroy()
        }

        /// A guest that boots is asked hundreds of times, of which those that serve hear nothing.
        private func checkPeace(_ image: ImageManifest, _ launcher: GuestLauncher) throws {
            let serving = try launcher.timedLaunch(image, as: InstanceID(number: 1))
            let before = try Self.framesToGuests()
            #expect(before.count == 1 && before.values.allSatisfy { $0 > 0 }, "\(before)")
            for number in 2..<7 {
                let booting = try launcher.timedLaunch(image, as: InstanceID(number: number))
                try booting.instance.destroy()
            }
            let after = try Self.framesToGuests()
            try serving.instance.destroy()
            for (tap, frames) in before {
                // What each guest tells all others of itself when its network is up.
                #expect(try #require(after[tap]) - frames <= 5 * 4, "\(before), \(after)")
            }
        }

        /// Frames sent to each guest, by the name of its tap.
        private static func framesToGuests() throws -> [String: Int] {
            var frames: [String: Int] = [:]
            for line in try LinuxFacts.text("/proc/self/net/dev").split(separator: "\n") where line.contains("guest") {
                let fields = line.split(whereSeparator: { $0 == " " || $0 == ":" })
                // Name, eight counts of what came in, then bytes and packets that went out.
                frames[String(fields[0])] = Int(fields[10])
            }
            return frames
        }

        /// Command lines of processes that hold something of this run.
        private static func emulators(of run: RunDirectory) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap {
                process in
                let line = (try? LinuxFacts.text("/proc/\(process)/cmdline")) ?? ""
                return line.contains("qemu") && line.contains(run.path) ? line : nil
            }
        }
    }
}
