import BootProbe

/// Local ports for connections that leave this network namespace.
///
/// The vote page opens a connection to Redis for every vote and closes it first, so the kernel keeps each one's port for
/// a minute (TIME_WAIT): with Linux's defaults 28,232 ports carry 470 votes a second, and further ones fail. Reuse after
/// a second, with TCP timestamps as RFC 6191 has it, lifts that beyond what one machine serves. Containers have ports of
/// their own, which their manifests widen alike: with the defaults a vote took up to 2.6 times the CPU time, for the search of a
/// free port, as soon as half of them were in use (240 votes a second for a minute).
package enum EphemeralPorts {
    package static let parameters = [
        KernelParameter(name: "net.ipv4.ip_local_port_range", value: "10240 65535"),
        KernelParameter(name: "net.ipv4.tcp_tw_reuse", value: "1"),
    ]

    /// Widens them in the lab that this process runs in, never on the host.
    ///
    /// - Throws: `internalFault` outside a lab, else the system's refusal.
    static func widen() throws(BootProbeError) {
        guard Lab.isInside else { throw BootProbeError(.internalFault, "a stack's network settings need a lab") }
        for parameter in parameters { try FileSystem.write(Array(parameter.value.utf8), to: parameter.path) }
    }
}
