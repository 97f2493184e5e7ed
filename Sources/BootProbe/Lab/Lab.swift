import CLinux
import Foundation
import Glibc

/// A private world for what a command launches: own mounts, network, processes and, for ordinary users, user ids.
///
/// The command is executed again as the main child of a small init (process 1 of the lab), whose death makes the kernel
/// kill everything inside. Three processes stand in a row, and the death of each by any means ends the ones below:
/// the *host* process, which the user sees, outside; *init*; and the *command*.
///
/// Inside, `/run` and `/dev/shm` are empty and private, and the bridge `lab0` has the address `gateway`.
package enum Lab {
    /// Where backing services listen, the same seen from processes, containers and guests.
    package static let gateway = "10.77.0.1"
    package static let bridge = "lab0"
    /// Prefix length of the network of `bridge`.
    static let prefixLength = 16

    /// Whether this process runs inside a lab.
    package static var isInside: Bool {
        guard LabStage.current == .command else { return false }
        return unsafe if_nametoindex(bridge) != 0
    }

    /// Whether this is the process that the user started, in which `enter` has not been called yet.
    package static var isOnHost: Bool { LabStage.current == nil }

    /// Continues inside a lab: called outside, it executes this command again inside, and ends with its exit status.
    ///
    /// To be called on the main thread, once the arguments are known to be good and before anything is opened or
    /// started. SIGINT, SIGTERM and SIGHUP are forwarded to the command; the terminal and the standard streams are
    /// shared.
    ///
    /// - Parameter open: Opens descriptors that must belong to the host, such as a listener for its browser; called
    ///   outside only. Inside, `inherited` finds them by name.
    /// - Throws: `unavailable` where the host refuses namespaces; see `capabilities`.
    package static func enter(passing open: () throws(BootProbeError) -> [String: Int32] = { [:] })
        throws(BootProbeError)
    {
        switch LabStage.current {
        case .command: LabStage.keepDescriptorsFromPrograms()
        case .initial(let lifeline): exit(try LabInit(lifeline: lifeline).run())
        case nil: exit(try LabHost(passing: try open()).run())
        }
    }

    /// The descriptor that was passed as `name`, or nil. Programs do not inherit it unless `SpawnPlan` names it.
    package static func inherited(_ name: String) -> Int32? { LabStage.passedDescriptors[name] }

    /// The directory of this run's temporary files.
    ///
    /// - Throws: `internalFault` outside a lab.
    package static func runDirectory() throws(BootProbeError) -> RunDirectory {
        guard let path = LabStage.runDirectory else {
            throw BootProbeError(.internalFault, "no lab was entered, so there is no run directory")
        }
        return RunDirectory(path: path)
    }

    /// Opens a listener on the host's own loopback, to be passed into a lab; port 0 takes a free one.
    package static func listenOnHost(port: UInt16) throws(BootProbeError) -> (descriptor: Int32, port: UInt16) {
        let loopback = try SocketAddress(Endpoint(address: "127.0.0.1", port: port))
        let descriptor = try checked(
            bs_open_listener(loopback.address, port, 128), "cannot listen on 127.0.0.1:\(port); choose another port")
        return (descriptor, UInt16(try checked(bs_local_port(descriptor), "cannot read the listener's port")))
    }
}
