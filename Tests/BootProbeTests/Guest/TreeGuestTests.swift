import Foundation
import Testing
import TestSupport

@testable import BootProbe

struct TreeGuestTests {
    @Test(
        "a launch gets an overlay of the shared disk and its own part of the initial RAM disk",
        .enabled(if: HostTool.isInstalled("qemu-img"), "qemu-img is not installed"))
    func files() throws {
        let directory = try TemporaryDirectory()
        let root = try directory.write("root.ext4", String(repeating: "\u{0}", count: 1 << 20))
        let disk = GuestDisk(
            rootImage: root, kernel: "/kernel", initialRAMDisk: try directory.write("initrd", "COMMON"),
            hash: ContentHash(hexadecimal: "00"))
        let image = ImageManifest(
            name: "app", command: ["/app", "{address}:{port}"],
            environment: [EnvironmentVariable(name: "REDIS_HOST", value: "{gateway}")], port: 80,
            readiness: .tcp(banner: ""))
        let place = GuestNetwork.Place(number: 7)
        let folder = directory.file("vm")
        try FileSystem.createDirectory(folder)
        let tree = BuiltTree(name: "app", path: "/", hash: disk.hash)
        try TreeGuest(disk: disk, tree: tree).makeFiles(in: folder, for: image, at: place)
        let overlay = try HostTool("qemu-img", ["info", TreeGuest.overlay(in: folder)]).run().joined(separator: "\n")
        #expect(overlay.contains("file format: qcow2"))
        #expect(overlay.contains("backing file: \(root)"))
        let text = String(decoding: try FileSystem.read(TreeGuest.initialRAMDisk(in: folder)), as: UTF8.self)
        #expect(text.hasPrefix("COMMON070701"))
        #expect(text.contains("ExecStart=\"/app\" \"10.77.1.7:80\"\n"))
        #expect(text.contains("Environment=\"REDIS_HOST=10.77.0.1\"\n"))
        #expect(text.contains("10.77.1.7/16 10.77.0.1\n"))
        #expect(try directory.read("initrd") == "COMMON")
    }
}
