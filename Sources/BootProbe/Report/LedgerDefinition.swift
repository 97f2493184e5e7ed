/// What somebody calls the end of a boot, as an event that a trial may show.
struct LedgerDefinition: Sendable, Equatable {
    /// Of the phase, as trials store it.
    var event: String
    /// For people.
    var name: String
    /// Published tools and measurements that stop here.
    var countedSoBy: String?

    /// The events that definitions in use end with. A manifest's own phases `init`, `main` and `listening` are the
    /// three that only the image can tell.
    static let known = [
        LedgerDefinition(event: PhaseStamp.containerCreated, name: "container created"),
        LedgerDefinition(event: PhaseStamp.hypervisorUp, name: "hypervisor process up"),
        LedgerDefinition(event: PhaseStamp.launchReturned, name: "launch call returned"),
        LedgerDefinition(event: PhaseStamp.firstConsoleByte, name: "first console byte"),
        // Firecracker: a write to a device by init; Cloud Hypervisor: code 0x41 on port 0x80; qemu-boot-time:
        // linux_start_user.
        LedgerDefinition(
            event: "init", name: "init", countedSoBy: "Firecracker's CI, Cloud Hypervisor's metrics, qemu-boot-time"),
        // Kata: `date` as the workload, on the guest's own clock.
        LedgerDefinition(
            event: "main", name: "main()", countedSoBy: "Unikraft's artefact (EuroSys 2021), Kata's metrics"),
        LedgerDefinition(
            event: "listening", name: "service listening", countedSoBy: "Kubernetes' tcpSocket probes"),
        LedgerDefinition(
            event: TrialRecord.Phase.firstAnswer, name: "first answer",
            countedSoBy: "gVisor's benchmarks, time-to-boot-server; neither checks what the answer says"),
        LedgerDefinition(event: TrialRecord.Phase.secondAnswer, name: "second answer"),
    ]

    /// The definition that ends with `event`; a phase of a manifest is called as it is there.
    static func ending(with event: String) -> LedgerDefinition {
        known.first { $0.event == event } ?? LedgerDefinition(event: event, name: event)
    }
}
