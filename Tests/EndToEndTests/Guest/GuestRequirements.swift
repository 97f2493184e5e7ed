import BootProbe
import Glibc

/// What a host must offer for the guest tests.
enum GuestRequirements {
    static let missing: [String] = {
        let programs = ["mmdebstrap", "mke2fs", "qemu-system-x86_64", "qemu-img", "ip", "tc"]
        var missing = programs.filter { !HostTool.isInstalled($0) }
        if unsafe access("/dev/net/tun", R_OK | W_OK) != 0 { missing.append("/dev/net/tun") }
        if !Lab.capabilities().has(.namespaces) { missing.append("namespaces") }
        return missing
    }()

    static var sentence: String { "this host lacks what a guest needs: \(missing.joined(separator: ", "))" }
}
