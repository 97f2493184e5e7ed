import CLibvirt

/// An open connection to a libvirt driver.
///
/// Unchecked, because libvirt counts references to its objects and locks them itself ("Thread safety" in its API
/// concepts): several threads may use one connection at the same time.
@safe struct LibvirtConnection: ~Copyable, @unchecked Sendable {
    private let handle: virConnectPtr

    /// Throws `unavailable` where the driver cannot be opened.
    init(uri: String) throws(BootProbeError) {
        try LibvirtRuntime.start()
        guard let opened = unsafe virConnectOpen(uri) else {
            throw BootProbeError(
                .unavailable,
                "libvirt cannot open \(uri): install libvirt-daemon-driver-qemu and qemu-system-x86, or name another "
                    + "connection", underlying: LibvirtRuntime.lastMessage())
        }
        unsafe handle = opened
    }

    deinit { unsafe virConnectClose(handle) }

    /// Starts a transient guest and returns when libvirt reports it running.
    func create(_ machine: GuestMachine) throws(BootProbeError) -> LibvirtDomain {
        guard let created = unsafe virDomainCreateXML(handle, machine.domainXML, 0) else {
            throw BootProbeError(
                .failed, "libvirt could not start the guest \(machine.name)",
                underlying: LibvirtRuntime.lastMessage())
        }
        return unsafe LibvirtDomain(handle: created)
    }
}
