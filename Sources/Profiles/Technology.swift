/// How an image is brought up.
public enum Technology: String, Codable, Sendable, CaseIterable, Hashable {
    case process
    case container
    case vm
    case microvm
    case unikernel

    /// Whether it boots on a machine of its own.
    public var isGuest: Bool { [.vm, .microvm, .unikernel].contains(self) }
}

/// What executes a guest's instructions; results of different accelerators are never mixed.
public enum Accelerator: String, Codable, Sendable, CaseIterable, Hashable {
    /// No guest: a process or a container on the host's own kernel.
    case none
    case kvm
    /// QEMU's emulator.
    case tcg
}
