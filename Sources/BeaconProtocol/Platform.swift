/// A span of time, or the time since the platform's clock began.
package typealias Nanoseconds = Int64

/// What the boot and the service reach, each at most once, in this order.
package enum Milestone: Sendable {
    case kernel
    /// The network device takes and gives frames.
    case networkUp
    /// Connections are accepted.
    case listening
    /// The last segment of the first answer was handed to the device.
    case firstAnswer
}

/// What the protocols run on: a clock, a wire and a processor. In the guest the machine, in tests a simulated link.
package protocol Platform {
    var now: Nanoseconds { get }

    /// Hands a whole Ethernet frame to the device, which may lose it; the bytes are free again on return.
    mutating func transmit(_ frame: Bytes)

    /// Keeps the processor busy for so long of its own time: nothing else is served meanwhile.
    mutating func occupyProcessor(_ duration: Nanoseconds)

    mutating func reach(_ milestone: Milestone)
}
