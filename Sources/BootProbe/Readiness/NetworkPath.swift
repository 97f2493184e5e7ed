/// The way from the probe to an instance, on which its answers may be seen late.
package enum NetworkPath: String, Codable, Sendable, CaseIterable {
    /// The lab's own loopback device.
    case loopback
    /// The lab's bridge and a guest's tap.
    case lab
    /// The bridge of the containers' network.
    case containerBridge = "container-bridge"
    /// QEMU's user-mode network, which accepts connections before a guest can.
    case userMode = "user-mode"
}
