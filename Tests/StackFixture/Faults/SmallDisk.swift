import BootProbe
import CLinux
import Foundation
import Glibc
import Synchronization

/// A file system of its own, seen by no process outside the lab, that can be filled to the last byte and forgets what
/// was not synced when its power is cut.
///
/// Labs of ordinary users may mount nothing but memory; there a cut forgets nothing, and only kills.
final class SmallDisk: Sendable {
    private let path: String
    /// The file that stands for the disk; nil for one in memory.
    private let image: String?
    private let isCut = Mutex(false)

    /// - Parameter path: The folder in whose place it is.
    init(at path: String, mebibytes: Int) throws(BootProbeError) {
        self.path = path
        try FileSystem.createDirectory(path)
        let image = "\(path).img"
        do throws(BootProbeError) {
            let file = try FileDescriptor(opening: image, flags: O_RDWR | O_CREAT)
            guard ftruncate(file.number, mebibytes << 20) == 0 else { throw .system("cannot size \(image)", errno) }
            try HostTool("mkfs.ext4", ["-q", "-F", "-m", "0", image]).run()
            try Self.mount(image, at: path)
            self.image = image
        } catch {
            Bench.log("a cut of the power forgets nothing at \(path): \(error)")
            self.image = nil
            let result = unsafe bs_mount_with_options(
                "tmpfs", path, "tmpfs", UInt(MS_NOSUID | MS_NODEV), "size=\(mebibytes)m")
            guard result >= 0 else { throw .system("cannot mount a file system at \(path)", result) }
        }
    }

    /// The loop device goes with the mount, however that ends.
    private static func mount(_ image: String, at path: String) throws(BootProbeError) {
        try HostTool("mount", ["-t", "ext4", "-o", "loop,nosuid,nodev", image, path]).run()
    }

    /// To be called when no service is there any more.
    func detach() { _ = unsafe bs_detach_mount(path) }

    // MARK: Room

    private var ballast: String { "\(path)/ballast" }

    /// Takes every block that is free now.
    func fill() throws(BootProbeError) {
        try isCut.withLock { _ throws(BootProbeError) in
            let file = try FileDescriptor(opening: ballast, flags: O_WRONLY | O_CREAT)
            var size = 0
            for step in [1 << 20, 1 << 12] {
                while posix_fallocate(file.number, size, step) == 0 { size += step }
            }
        }
    }

    func free() throws(BootProbeError) {
        try isCut.withLock { _ throws(BootProbeError) in try FileSystem.remove(ballast) }
    }

    // MARK: Power

    /// Ends the power for when the disk's service is killed, which is next.
    func cutPower() { isCut.withLock { $0 = true } }

    /// Has the disk forget what was not synced where its power was cut.
    func restorePower() throws(BootProbeError) {
        guard let image else { return }
        try isCut.withLock { isCut throws(BootProbeError) in
            guard isCut else { return }
            let result: Int32
            do {
                let folder = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
                result = bs_shut_down_file_system(folder.number)
            }
            guard result >= 0 else { throw .system("cannot cut the power of \(path)", result) }
            try unmount()
            try Self.mount(image, at: path)
            isCut = false
        }
    }

    /// The mounts of a service that was just killed take a moment to go.
    private func unmount() throws(BootProbeError) {
        for _ in 0..<50 {
            if unsafe umount(path) == 0 { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        throw .system("cannot unmount \(path)", errno)
    }
}
