/// How an image is brought up.
public enum Technology: String, Codable, Sendable, CaseIterable, Hashable {
    case process
    case container
    case vm
    case microvm
    case unikernel
}

/// What executes a guest's instructions; results of different accelerators are never mixed.
public enum Accelerator: String, Codable, Sendable, CaseIterable, Hashable {
    /// No guest: a process or a container on the host's own kernel.
    case none
    case kvm
    /// QEMU's emulator.
    case tcg
}
