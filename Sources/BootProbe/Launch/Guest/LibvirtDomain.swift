import CLibvirt

/// A guest that libvirt runs.
@safe struct LibvirtDomain: ~Copyable {
    private let handle: virDomainPtr

    init(handle: virDomainPtr) { unsafe self.handle = unsafe handle }

    deinit { unsafe virDomainFree(handle) }

    /// CPU time of the guest's QEMU process with all its threads, in seconds; nil when it is gone.
    var cpuSeconds: Double? {
        var info = virDomainInfo()
        guard unsafe virDomainGetInfo(handle, &info) == 0, info.cpuTime > 0 else { return nil }
        return Double(info.cpuTime) / 1e9
    }

    /// Ends the guest's QEMU process; a guest that is gone already is as good as ended.
    func destroy() throws(BootProbeError) {
        guard unsafe virDomainDestroy(handle) != 0 else { return }
        let gone = [VIR_ERR_NO_DOMAIN.rawValue, VIR_ERR_OPERATION_INVALID.rawValue]
        guard !gone.contains(UInt32(LibvirtRuntime.lastCode)) else { return }
        throw BootProbeError(.failed, "libvirt could not end a guest", underlying: LibvirtRuntime.lastMessage())
    }
}
