import Foundation
import Profiles
import Testing

@testable import BootProbe

/// A guest of one's own: Debian's kernel with an initial RAM disk that is one shell script and busybox.
struct ExampleGuest: Sendable {
    var technology = Technology.unikernel
    var machine = GuestImage.Machine.q35
    var hypervisor = GuestImage.Hypervisor.qemu
    var addressing = GuestImage.Addressing.commandLine
    var interface = GuestImage.Interface.virtio
    var disks: [GuestImage.Disk] = []
    /// A kernel in place of Debian's; empty for none, which boots the first disk through the firmware.
    var kernel: String?
    /// What it does once it is up; it serves a page without.
    var words = ""

    /// Makes files that all examples share.
    struct Bench {
        let run: RunDirectory
        let ramDisk: String
        let places = GuestPlaces(path: .lab)
        private let host: GuestHost
        private let disk: GuestDisk

        init(run: RunDirectory) throws {
            self.run = run
            disk = try GuestPage.disk()
            ramDisk = "\(try run.folder("own"))/initrd"
            try FileSystem.write(
                try FileSystem.read(disk.initialRAMDisk) + ExampleGuest.archive(modulesOf: try GuestPage.tree()),
                to: ramDisk)
            host = try GuestHost(run: run)
        }

        /// `answered`, or why not.
        func outcome(_ example: ExampleGuest) throws -> String {
            let launcher = GuestLauncher(
                example.technology, run: run, libvirt: host, accelerator: .tcg, disks: DiskStore(), places: places
            ) { recipe throws(BootProbeError) in try TreeStore().tree(recipe) }
            let image = example.image(kernel: disk.kernel, ramDisk: ramDisk)
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

        /// That no guest has left anything.
        func checkEnd() throws {
            places.shutDown()
            #expect(try HostTool("ip", ["-oneline", "link", "show", "type", "tun"]).run() == [])
            for technology in ["vm", "unikernel"] where FileSystem.exists("\(run.path)/\(technology)") {
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/\(technology)") == [])
            }
        }
    }

    private func image(kernel: String, ramDisk: String) -> ImageManifest {
        let address = addressing == .dhcp ? "dhcp" : "{address}/{prefix}"
        var guest = GuestImage(
            kernel: self.kernel ?? kernel, initialRAMDisk: ramDisk,
            commandLine:
                "console=ttyS0 quiet net.ifnames=0 panic=-1 own.address=\(address) own.port={port} \(words)",
            disks: disks, machine: machine, interface: interface, addressing: addressing, hypervisor: hypervisor)
        if self.kernel == "" { (guest.kernel, guest.initialRAMDisk, guest.commandLine) = (nil, nil, "") }
        return ImageManifest(
            name: "own", command: [], port: 8080,
            readiness: .http(path: "/", status: 200, contains: ["a guest of one's own"]), timeoutSeconds: 60,
            variants: [
                Variant(
                    technology: technology, cpus: 1, memoryMiB: 256,
                    phases: [ConsolePattern(name: "kernel", text: "own: kernel is up")],
                    fatal: ["FATAL TRAP:", "own: disk:", "own: cards:", "own: boot sector"], guest: guest)
            ])
    }

    private static func archive(modulesOf tree: BuiltTree) throws -> [UInt8] {
        var archive = CpioArchive()
        archive.addFile("init", Array(script.utf8), mode: 0o755)
        archive.addFile("www/index.html", Array("a guest of one's own\n".utf8))
        let folder = "\(tree.path)/usr/lib/modules"
        let release = try #require(try FileSystem.list(folder).first)
        let table = String(decoding: try FileSystem.read("\(folder)/\(release)/modules.dep"), as: UTF8.self)
        // What an IDE disk needs.
        let order = KernelModules(modulesDep: table).loadOrder(for: ["ata_piix", "sd_mod"])
        for path in order {
            archive.addFile("modules/\(Self.file(path))", try FileSystem.read("\(folder)/\(release)/\(path)"))
        }
        archive.addFile("modules/order-own", Array(order.map { "\(Self.file($0))\n" }.joined().utf8))
        return archive.finish()
    }

    private static func file(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

    private static let script = """
        #!/bin/busybox sh
        b=/bin/busybox
        $b mount -t devtmpfs dev /dev
        exec >/dev/console 2>&1
        echo 'own: kernel is up'
        $b mount -t proc proc /proc
        $b mount -t sysfs sys /sys
        while read module; do $b insmod "/modules/$module"; done </modules/order
        for word in $($b cat /proc/cmdline); do
            case $word in
            own.address=*) address=${word#*=} ;;
            own.port=*) port=${word#*=} ;;
            own.crash) echo 'FATAL TRAP: it was asked for'; $b sleep 1000 ;;
            own.halt) $b poweroff -f ;;
            own.disk=*)
                while read module; do $b insmod "/modules/$module"; done </modules/order-own
                disk=/dev/${word#*=}
                while [ ! -b $disk ]; do $b usleep 10000; done
                text=$($b head -n 1 $disk)
                $b dd if=/dev/zero of=$disk bs=4k count=4 conv=fsync 2>/dev/null
                [ "$($b head -c 4 $disk)" = text ] && text='it cannot be written to'
                echo "own: disk: $text"
                $b sleep 1000
                ;;
            own.cards)
                cards=
                for card in /sys/bus/pci/devices/*; do
                    cards="$cards $($b cat $card/vendor):$($b cat $card/device)"
                done
                echo "own: cards:$cards"
                $b sleep 1000
                ;;
            esac
        done
        $b ip link set eth0 up
        if [ "$address" = dhcp ]; then
            $b mkdir /tmp
            printf '#!/bin/busybox sh\\n[ "$1" = bound ] && /bin/busybox ip address add "$ip/$mask" dev eth0\\n' >/tmp/bound
            $b chmod 755 /tmp/bound
            $b udhcpc -i eth0 -s /tmp/bound -n -q
        else
            $b ip address add "$address" dev eth0
        fi
        exec $b httpd -f -p "$port" -h /www

        """
}
