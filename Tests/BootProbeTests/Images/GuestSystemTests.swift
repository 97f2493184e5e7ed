import Testing
import TestSupport

@testable import BootProbe

struct GuestSystemTests {
    @Test("an archive's entries are readable as the kernel reads them, and end on a boundary of four")
    func cpio() throws {
        var archive = CpioArchive()
        archive.addFile("a/b/file", Array("text".utf8), mode: 0o755)
        archive.addLink("a/link", to: "/dev/null")
        let bytes = archive.finish()
        #expect(bytes.count % 4 == 0)
        let entries = try CpioReader.entries(bytes)
        #expect(entries.map(\.path) == ["a", "a/b", "a/b/file", "a/link", "TRAILER!!!"])
        #expect(entries.map(\.mode) == [0o040755, 0o040755, 0o100755, 0o120777, 0])
        #expect(entries[2].content == Array("text".utf8))
        #expect(entries[3].content == Array("/dev/null".utf8))
    }

    @Test("a launch adds its unit and its address behind the common part")
    func launch() throws {
        let common = GuestSystem.initialRAMDisk(
            busybox: [1, 2, 3], modules: [("virtio.ko", [4])], order: ["virtio.ko"], microVMOrder: [])
        let launch = GuestSystem.launchArchive(service: "[Unit]\n", address: "10.77.1.2/16", gateway: "10.77.0.1")
        let entries = try CpioReader.entries(common + launch)
        func text(_ path: String) -> String? {
            entries.first { $0.path == path }.map { String(decoding: $0.content, as: UTF8.self) }
        }
        #expect(text("network") == "10.77.1.2/16 10.77.0.1\n")
        #expect(text("run/systemd/system/bootscale.service") == "[Unit]\n")
        #expect(text("run/systemd/system/default.target") == "bootscale.target")
        #expect(text("run/systemd/system/timers.target") == "/dev/null")
        #expect(text("modules/order") == "virtio.ko\n")
    }

    @Test("each machine has an identity of 32 digits")
    func identity() throws {
        let identities = ([0, 9, 200] as [UInt8]).map { machine -> String in
            let words = GuestSystem.kernelCommandLine(machine: machine).split(separator: " ")
            return words.first { $0.hasPrefix("systemd.machine_id=") }.map { String($0.dropFirst(19)) } ?? ""
        }
        #expect(Set(identities).count == 3)
        #expect(identities.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test("modules are loaded after what they need, each once; a built-in driver needs none")
    func modules() {
        let table = """
            kernel/virtio/virtio_ring.ko:
            kernel/virtio/virtio.ko: kernel/virtio/virtio_ring.ko
            kernel/block/virtio_blk.ko.xz: kernel/virtio/virtio.ko kernel/virtio/virtio_ring.ko
            kernel/net/virtio_net.ko: kernel/net/failover.ko kernel/virtio/virtio.ko kernel/virtio/virtio_ring.ko
            kernel/net/failover.ko:
            """
        let order = KernelModules(modulesDep: table).loadOrder(for: ["virtio_blk", "ext4", "virtio_net"])
        #expect(
            order == [
                "kernel/virtio/virtio_ring.ko", "kernel/virtio/virtio.ko", "kernel/block/virtio_blk.ko.xz",
                "kernel/net/failover.ko", "kernel/net/virtio_net.ko",
            ])
    }

    @Test("a tree that cannot boot names the package that it lacks")
    func lacking() throws {
        let directory = try TemporaryDirectory()
        let tree = BuiltTree(name: "app", path: directory.path, hash: ContentHash(hexadecimal: "00"))
        let error = #expect(throws: BootProbeError.self) { try GuestParts(tree: tree) }
        #expect(error?.message.contains("linux-image-cloud-amd64") == true)
    }
}

/// Reads archives in the "newc" format.
private enum CpioReader {
    struct Entry {
        var path: String
        var mode: Int
        var content: [UInt8]
    }

    static func entries(_ bytes: [UInt8]) throws -> [Entry] {
        var entries: [Entry] = []
        var position = 0
        while position < bytes.count {
            let header = String(decoding: bytes[position..<(position + 110)], as: UTF8.self)
            try #require(header.hasPrefix("070701"))
            func field(_ index: Int) throws -> Int {
                let start = header.index(header.startIndex, offsetBy: 6 + 8 * index)
                return try #require(Int(header[start..<header.index(start, offsetBy: 8)], radix: 16))
            }
            let (mode, size, nameSize) = (try field(1), try field(6), try field(11))
            let name = bytes[(position + 110)..<(position + 110 + nameSize - 1)]
            position = (position + 110 + nameSize + 3) / 4 * 4
            let content = Array(bytes[position..<(position + size)])
            position = (position + size + 3) / 4 * 4
            entries.append(Entry(path: String(decoding: name, as: UTF8.self), mode: mode, content: content))
        }
        return entries
    }
}
