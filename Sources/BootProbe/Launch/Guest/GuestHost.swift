import Profiles

/// The embedded QEMU driver of this process, in a root directory of its own.
package final class GuestHost: Sendable {
    // In this order, because the root must be ours until the connection is closed.
    private let connection: LibvirtConnection
    private let root: LibvirtRoot

    /// Opens the driver; the first time in a cache folder takes a second or more, for QEMU's capabilities are asked.
    ///
    /// To be called in the lab. Throws `unavailable` where libvirt's QEMU driver or QEMU is not installed.
    package init(run: RunDirectory, cacheDirectory: String = CacheDirectory.path) throws(BootProbeError) {
        try LibvirtAccount.provide(keepingFilesIn: try run.folder("accounts"))
        root = try LibvirtRoot(cacheDirectory: cacheDirectory)
        connection = try LibvirtConnection(uri: root.uri)
    }

    /// Starts a guest; several threads may do so at the same time.
    func create(_ description: DomainDescription) throws(BootProbeError) -> GuestLaunch {
        let launchedAt = HostInstant.now
        let domain = try connection.create(description)
        return GuestLaunch(domain: domain, launchedAt: launchedAt, returnedAt: .now)
    }
}

/// A guest that was just launched.
struct GuestLaunch: ~Copyable {
    let domain: LibvirtDomain
    /// Stamped immediately before and after libvirt's call.
    let launchedAt: HostInstant
    let returnedAt: HostInstant
}
