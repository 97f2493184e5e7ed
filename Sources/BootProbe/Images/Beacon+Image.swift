import Profiles

extension Beacon {
    /// What launches it on what can run guests here; to be made in a lab that has taps.
    ///
    /// - Parameter libvirt: May be nil where QEMU alone launches it.
    package static func launcher(
        run: RunDirectory, libvirt: GuestHost? = nil
    ) throws(BootProbeError) -> GuestLauncher {
        GuestLauncher(
            .unikernel, run: run, libvirt: libvirt, accelerator: try KVMVerdict.find().accelerator, disks: DiskStore()
        ) { recipe throws(BootProbeError) in
            throw BootProbeError(.internalFault, "\(recipe.name): our unikernel has no tree")
        }
    }

    private static let port: UInt16 = 8080

    /// It as an image whose technology is unikernel.
    ///
    /// - Parameters:
    ///   - hypervisor: QEMU alone, or libvirt, which has no machine microvm.
    ///   - words: Of its command line, such as `delay_ms=20`, beside its address.
    /// - Throws: `unavailable` where it is not built.
    package static func image(
        on machine: GuestImage.Machine = .microvm, by hypervisor: GuestImage.Hypervisor = .qemu, words: String = ""
    ) throws(BootProbeError) -> ImageManifest {
        let guest = GuestImage(
            kernel: try kernel(),
            commandLine: "address={address}/{prefix} gateway={gateway} port={port} \(words)",
            machine: machine, machineOptions: machine == .microvm ? microVMOptions : nil, hasRandomSource: false,
            console: .debugPort, hypervisor: hypervisor)
        return ImageManifest(
            name: "beacon", command: [], port: port, readiness: .http(path: "/", status: 200, contains: ["beacon"]),
            timeoutSeconds: 10,
            variants: [
                Variant(
                    technology: .unikernel, cpus: 1, memoryMiB: 32, phases: milestones, fatal: [fatal], guest: guest)
            ])
    }
}
