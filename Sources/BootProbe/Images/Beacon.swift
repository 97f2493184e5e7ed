import Foundation

/// Our own unikernel, which `make beacon` builds: what accelerators are tested with, and a guest that tells the
/// instants of its boot and of its first answer.
package enum Beacon {
    /// What it writes to the debug port, in this order.
    static let milestones = [
        ConsolePattern(name: "kernel", text: "beacon: kernel"),
        ConsolePattern(name: "network", text: "beacon: network up"),
        ConsolePattern(name: listening, text: "beacon: listening"),
        ConsolePattern(name: firstAnswer, text: "beacon: first answer"),
    ]

    static let listening = "listening"
    /// Once that answer has been handed to the network card.
    static let firstAnswer = "answer sent"

    static let fatal = "beacon: FATAL: "

    /// Properties of the machine microvm without what it does not use; with ACPI, QEMU would not tell it where its
    /// network card is.
    package static let microVMOptions = "acpi=off,pic=off,pit=off,rtc=off,isa-serial=off,x-option-roms=off"

    /// Its ELF file: the one that the environment variable `BOOTSCALE_BEACON` names, else `beacon.elf` beside this
    /// program, else where `make beacon` puts it in the build folder that this program lies in.
    ///
    /// - Throws: `unavailable` where there is none.
    package static func kernel() throws(BootProbeError) -> String {
        if let path = ProcessInfo.processInfo.environment["BOOTSCALE_BEACON"], !path.isEmpty {
            // Not looked for elsewhere where it is missing: QEMU then names the file that was asked for.
            return URL(filePath: path).path
        }
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        for candidate in candidates(from: program) where FileSystem.exists(candidate) { return candidate }
        throw BootProbeError(
            .unavailable,
            "the guest beacon.elf is not built; run `make beacon`, or set BOOTSCALE_BEACON to where it lies")
    }

    static func candidates(from program: URL) -> [String] {
        let folder = program.deletingLastPathComponent()
        var candidates = [folder.appending(path: "beacon.elf").path]
        var parent = folder
        for _ in 0..<4 {
            candidates.append(parent.appending(path: "beacon/beacon.elf").path)
            parent.deleteLastPathComponent()
        }
        return candidates
    }
}
