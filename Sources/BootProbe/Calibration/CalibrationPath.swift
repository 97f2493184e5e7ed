/// What a calibration puts in the place of a measured instance.
package enum CalibrationPath: String, Codable, Sendable, CaseIterable {
    /// A stub behind a network path, named as in `NetworkPath`.
    case loopback
    case lab
    case containerBridge = "container-bridge"
    case userMode = "user-mode"
    /// Our unikernel, booted behind the lab's bridge and a tap, which tells when it began to listen and to answer.
    case guest
}
