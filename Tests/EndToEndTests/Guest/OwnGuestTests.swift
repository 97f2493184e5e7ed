import Foundation
import Profiles
import Testing

@testable import BootProbe

extension Launching {
    /// Guests of the user's own: Debian's kernel with an initial RAM disk that is one shell script and busybox.
    @Suite("A guest of one's own", .serialized)
    struct OwnGuestTests {
        /// How a guest is launched, and what it does once it is up.
        struct Example: Sendable {
            var technology = Technology.unikernel
            var machine = GuestImage.Machine.q35
            var hypervisor = GuestImage.Hypervisor.qemu
            var addressing = GuestImage.Addressing.commandLine
            var words = ""
        }

        @Test(
            "answers by libvirt and by QEMU alone, fails with its own reason, and leaves nothing behind",
            .enabled(if: GuestRequirements.missing.isEmpty, "\(GuestRequirements.sentence)"))
        func boot() throws {
            // Before the lab, which has no way to the package mirrors.
            _ = try GuestPage.disk()
            try InsideLab.run(test: "Launching/OwnGuestTests/insideLab")
        }

        @Test(.enabled(if: InsideLab.isInside, "runs in the lab that the boot test enters"))
        func insideLab() throws {
            let run = try Lab.runDirectory()
            let folder = try run.folder("own")
            let disk = try GuestPage.disk()
            let ramDisk = "\(folder)/initrd"
            try FileSystem.write(try FileSystem.read(disk.initialRAMDisk) + Self.archive(), to: ramDisk)
            let guest = GuestImage(kernel: disk.kernel, initialRAMDisk: ramDisk)
            let host = try GuestHost(run: run)
            let places = GuestPlaces(path: .lab)
            func trial(_ example: Example, kernel: String? = nil) throws -> String {
                let launcher = GuestLauncher(
                    example.technology, run: run, libvirt: host, accelerator: .tcg, disks: DiskStore(), places: places
                ) { recipe throws(BootProbeError) in try TreeStore().tree(recipe) }
                return try Self.outcome(of: Self.image(guest, example, kernel: kernel), on: launcher)
            }
            #expect(try trial(Example()) == "answered")
            #expect(try trial(Example(technology: .vm, hypervisor: .libvirt)) == "answered")
            #expect(try trial(Example(machine: .pc, hypervisor: .libvirt)) == "answered")
            #expect(try trial(Example(addressing: .dhcp)) == "answered")
            places.shutDown()
            let crash = try trial(Example(words: "own.crash"))
            #expect(crash.contains("printed \"FATAL TRAP: it was asked for\""), "\(crash)")
            #expect(try trial(Example(words: "own.halt")).contains("QEMU exited with status 0"))
            #expect(try trial(Example(), kernel: ramDisk).contains("QEMU exited with status 1: qemu"))
            #expect(try trial(Example(hypervisor: .libvirt), kernel: ramDisk).contains("libvirt could not start"))
            #expect(try trial(Example(), kernel: "/none").contains("there is no readable file /none"))
            #expect(try HostTool("ip", ["-oneline", "link", "show", "type", "tun"]).run() == [])
            for technology in ["vm", "unikernel"] {
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/\(technology)") == [])
            }
        }

        private static func image(_ guest: GuestImage, _ example: Example, kernel: String?) -> ImageManifest {
            var guest = guest
            guest.kernel = kernel ?? guest.kernel
            guest.machine = example.machine
            guest.hypervisor = example.hypervisor
            guest.addressing = example.addressing
            let address = example.addressing == .dhcp ? "dhcp" : "{address}/{prefix}"
            guest.commandLine =
                "console=ttyS0 quiet net.ifnames=0 panic=-1 own.address=\(address) own.port={port} \(example.words)"
            return ImageManifest(
                name: "own", command: [], port: 8080,
                readiness: .http(path: "/", status: 200, contains: ["a guest of one's own"]), timeoutSeconds: 60,
                variants: [
                    Variant(
                        technology: example.technology, cpus: 1, memoryMiB: 256,
                        phases: [ConsolePattern(name: "kernel", text: "own: kernel is up")], fatal: ["FATAL TRAP:"],
                        guest: guest)
                ])
        }

        /// `answered`, or why not.
        private static func outcome(of image: ImageManifest, on launcher: GuestLauncher) throws -> String {
            try launcher.prepare(image)
            do throws(BootProbeError) {
                let trial = try launcher.timedLaunch(image, as: InstanceID(number: 1))
                let phases = trial.instance.phases().map(\.name)
                try trial.instance.destroy()
                if case .failed(_, let reason) = trial.result.outcome { return reason }
                guard trial.timeToFirstResponse != nil else { return "\(trial.result.outcome)" }
                #expect(phases.contains("hypervisor process up") && phases.contains("kernel"))
                return "answered"
            } catch {
                return error.description
            }
        }

        private static func archive() -> [UInt8] {
            var archive = CpioArchive()
            archive.addFile("init", Array(script.utf8), mode: 0o755)
            archive.addFile("www/index.html", Array("a guest of one's own\n".utf8))
            return archive.finish()
        }

        private static let script = """
            #!/bin/busybox sh
            b=/bin/busybox
            $b mount -t devtmpfs dev /dev
            exec >/dev/console 2>&1
            echo 'own: kernel is up'
            $b mount -t proc proc /proc
            while read module; do $b insmod "/modules/$module"; done </modules/order
            for word in $($b cat /proc/cmdline); do
                case $word in
                own.address=*) address=${word#*=} ;;
                own.port=*) port=${word#*=} ;;
                own.crash) echo 'FATAL TRAP: it was asked for'; $b sleep 1000 ;;
                own.halt) $b poweroff -f ;;
                esac
            done
            $b ip link set eth0 up
            if [ "$address" = dhcp ]; then
                $b mkdir /tmp
                printf '#!/bin/busybox sh\n[ "$1" = bound ] && /bin/busybox ip address add "$ip/$mask" dev eth0\n' >/tmp/bound
                $b chmod 755 /tmp/bound
                $b udhcpc -i eth0 -s /tmp/bound -n -q
            else
                $b ip address add "$address" dev eth0
            fi
            exec $b httpd -f -p "$port" -h /www

            """
    }
}
