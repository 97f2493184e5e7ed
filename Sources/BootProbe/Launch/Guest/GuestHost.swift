import Glibc
import Profiles

/// What starts guests.
protocol Hypervisor: Sendable {
    /// Starts a guest, within `group` where there is one; several threads may do so at the same time.
    func create(_ machine: GuestMachine, in group: QuotaGroup?) throws(BootProbeError) -> GuestLaunch

    /// The whole of what it is handed, for the record.
    func words(for machine: GuestMachine) -> LaunchCommand
}

/// A guest that was just launched.
struct GuestLaunch: Sendable {
    let process: any GuestProcess
    /// Stamped immediately before and after the call.
    let launchedAt: HostInstant
    let returnedAt: HostInstant
    /// Whether QEMU has opened the console by now, so that its end is QEMU's.
    let hasOpenedConsole: Bool
}

/// libvirt's embedded QEMU driver in this process, in a root directory of its own.
package final class GuestHost: Hypervisor {
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

    func create(_ machine: GuestMachine, in group: QuotaGroup?) throws(BootProbeError) -> GuestLaunch {
        precondition(group == nil, "libvirt's guests have no quota")
        let launchedAt = HostInstant.now
        let domain = try connection.create(machine)
        return GuestLaunch(
            process: LibvirtGuest(domain), launchedAt: launchedAt, returnedAt: .now, hasOpenedConsole: true)
    }

    func words(for machine: GuestMachine) -> LaunchCommand { .guest(domain: machine.domainXML) }
}

/// QEMU started by itself.
struct DirectQEMU: Hypervisor {
    func create(_ machine: GuestMachine, in group: QuotaGroup?) throws(BootProbeError) -> GuestLaunch {
        let command = machine.command()
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        let (output, started) = try OutputPipe.open(to: Console()) { writer throws(BootProbeError) in
            var plan = SpawnPlan(command: command, environment: SpawnPlan.ownEnvironment)
            plan.standard = (input.number, writer, writer)
            plan.ownSession = true
            return try plan.start(in: group)
        }
        return GuestLaunch(
            process: QEMUGuest(process: started.pid, output: output), launchedAt: started.launchedAt,
            returnedAt: started.launchReturnedAt, hasOpenedConsole: false)
    }

    func words(for machine: GuestMachine) -> LaunchCommand { .hypervisor(arguments: machine.command()) }
}
