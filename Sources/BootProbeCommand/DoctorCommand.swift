import ArgumentParser
import BootProbe
import Foundation
import Profiles

/// `bootprobe doctor`.
struct DoctorCommand: ProbeCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Says what this host can launch and what would spoil a measurement.",
        discussion: """
            What is cheap to try is tried: namespaces, a bridge, and our unikernel on KVM and on QEMU's emulator, for \
            a /dev/kvm can be there and run no guest. Takes about a second, up to 15 where a guest hangs. Nothing is \
            changed and nothing is left behind; an ordinary user may run it.

            Each finding has a state:
              ok       nothing to do
              warning  it changes what is measured, or what it costs
              missing  what needs it cannot be had here
              unknown  the host does not say

            With --format json:
              can_launch         what can be measured here: process, container, vm
              guest_accelerator  what runs guests: kvm or tcg; left out where nothing does
              capabilities       findings on what a host offers
              conditions         findings on what would spoil a measurement
              summary            one sentence
            A finding holds id (stable), state, found, why (it matters) and, where there is something to do, remedy.

            Exit status: 0 where at least a process can be measured, else 69.

            EXAMPLES
              bootprobe doctor
              bootprobe doctor --format json | jq -r '.conditions[].remedy | values'
            """)

    @Option(help: "How findings are printed.")
    var format = OutputFormat.text

    @Option(help: "Python that is to render reports.", completion: .file())
    var python = ".venv/bin/python"

    func execute() throws {
        let progress = ProgressLine()
        progress.begin("examining this host")
        let report = Doctor(python: python).examine { progress.update(fraction: nil, detail: $0) }
        progress.finish()
        try format.print(report)
        if !report.isUsable { throw ExitCode(BootProbeError.Code.unavailable.rawValue) }
    }
}
