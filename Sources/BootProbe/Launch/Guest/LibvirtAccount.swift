import CLinux
import Foundation

/// The account that Debian's libvirt was built to run QEMU as.
///
/// The QEMU driver looks the account up before it reads which one it is configured for, and refuses to start as root
/// where it is missing (libvirt 9.0, virQEMUDriverConfigNew). Debian makes it with libvirt-daemon-system, a package
/// that starts daemons; in the lab's own mount namespace two lines in copies of the account files do as well.
enum LibvirtAccount {
    private static let name = "libvirt-qemu"

    /// To be called in a mount namespace of our own. Files for the mounts are kept in `directory`.
    static func provide(keepingFilesIn directory: String) throws(BootProbeError) {
        if unsafe getpwnam(name) == nil {
            try append("\(name):x:64055:64055::/nonexistent:/usr/sbin/nologin", to: "/etc/passwd", directory)
        }
        if unsafe getgrnam(name) == nil { try append("\(name):x:64055:", to: "/etc/group", directory) }
    }

    private static func append(_ line: String, to file: String, _ directory: String) throws(BootProbeError) {
        let copy = "\(directory)/\(URL(filePath: file).lastPathComponent)"
        var content = try FileSystem.read(file)
        if content.last != UInt8(ascii: "\n") { content.append(UInt8(ascii: "\n")) }
        try FileSystem.write(content + Array("\(line)\n".utf8), to: copy)
        _ = try checked(
            unsafe bs_mount(copy, file, nil, UInt(MS_BIND)), "cannot mount \(copy) over \(file); guests need a lab")
    }
}
