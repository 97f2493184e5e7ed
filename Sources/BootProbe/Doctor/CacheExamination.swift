import Foundation
import Glibc

/// The folder that takes images and each run's files: its file system and its room.
struct CacheExamination {
    /// One Debian tree with its guest disk and container image takes 3.6 GB.
    private static let gibibytesWanted = 6
    private static let gibibytesMin = 1
    /// What the kernel can stack a writable layer on (Documentation/filesystems/overlayfs, "Upper and lower").
    private static let suitable = ["ext4", "xfs", "btrfs", "tmpfs", "ext3", "ext2", "f2fs"]

    private let host: HostFolder
    private let directory: String

    init(host: HostFolder, directory: String) {
        self.host = host
        self.directory = directory
    }

    var finding: Finding {
        let why = "images are kept there, and every launch stacks a layer on them"
        let place = existingFolder
        guard let free = Self.freeBytes(place) else {
            return Finding("cache", .unknown, found: "\(place) does not tell its free space", why: why)
        }
        let mounts = MountTable(mountinfo: host.text("/proc/self/mountinfo") ?? "")
        let fileSystem = mounts.mount(of: place)?.fileSystem ?? "unknown file system"
        let gibibytes = Int(free >> 30)
        let found = "\(directory): \(fileSystem), \(gibibytes) GiB free"
        if unsafe access(place, W_OK) != 0 || gibibytes < Self.gibibytesMin {
            return Finding("cache", .missing, found: found, why: why, remedy: Self.remedy)
        }
        let isGood = Self.suitable.contains(fileSystem) && gibibytes >= Self.gibibytesWanted
        return Finding("cache", isFine: isGood, found: found, why: why, remedy: Self.remedy)
    }

    private static let remedy =
        "set BOOTSCALE_CACHE to a folder of yours on ext4, xfs or btrfs with \(gibibytesWanted) GiB free"

    /// The cache folder, or what it will be made in.
    private var existingFolder: String {
        var url = URL(filePath: directory)
        while url.path != "/", !FileSystem.exists(url.path) { url = url.deletingLastPathComponent() }
        return url.resolvingSymlinksInPath().path
    }

    /// What an ordinary user may still write.
    private static func freeBytes(_ path: String) -> UInt64? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
