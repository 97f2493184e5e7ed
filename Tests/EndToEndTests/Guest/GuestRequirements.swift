import Foundation

/// What a host must offer for the guest tests.
enum GuestRequirements {
    static let missing: [String] = {
        var missing: [String] = []
        if geteuid() != 0 { missing.append("root") }
        if unsafe access("/dev/net/tun", R_OK | W_OK) != 0 { missing.append("/dev/net/tun") }
        let programs = ["mmdebstrap", "mke2fs", "qemu-system-x86_64", "qemu-img", "ip", "unshare"]
        let directories = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"]
        for program in programs where !directories.contains(where: { unsafe access("\($0)/\(program)", X_OK) == 0 }) {
            missing.append(program)
        }
        return missing
    }()

    static var sentence: String { "this host lacks what a guest needs: \(missing.joined(separator: ", "))" }
}
