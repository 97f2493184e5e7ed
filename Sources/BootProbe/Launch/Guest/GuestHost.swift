import Foundation
import Profiles
import Synchronization

/// The embedded QEMU driver of this process, in a root directory of its own.
package final class GuestHost: Sendable {
    private struct State: ~Copyable {
        // In this order, because the root must be ours until the connection is closed.
        let connection: LibvirtConnection
        let root: LibvirtRoot
    }

    private let state: Mutex<State>

    /// Opens the driver; the first time in a cache folder takes a second or more, for QEMU's capabilities are asked.
    ///
    /// To be called in the lab. Throws `unavailable` where libvirt's QEMU driver or QEMU is not installed.
    package init(run: RunDirectory, cacheDirectory: String = CacheDirectory.path) throws(BootProbeError) {
        try LibvirtAccount.provide(keepingFilesIn: try run.folder("accounts"))
        let root = try LibvirtRoot(cacheDirectory: cacheDirectory)
        let connection = try LibvirtConnection(uri: root.uri)
        state = Mutex(State(connection: connection, root: root))
    }

    /// Starts a guest. Launches are one at a time, and their clocks start when it is their turn.
    func create(_ description: DomainDescription) throws(BootProbeError) -> GuestLaunch {
        try state.withLock { state throws(BootProbeError) in
            let launchedAt = HostInstant.now
            let domain = try state.connection.create(description)
            return GuestLaunch(domain: domain, launchedAt: launchedAt, returnedAt: .now)
        }
    }
}

/// A guest that was just launched.
struct GuestLaunch: ~Copyable {
    let domain: LibvirtDomain
    /// Stamped immediately before and after libvirt's call.
    let launchedAt: HostInstant
    let returnedAt: HostInstant
}
