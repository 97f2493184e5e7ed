import BeaconProtocol
import TestSupport

/// A clock that is set by hand, and a wire that keeps what is sent.
struct RecordingPlatform: Platform {
    var now: Nanoseconds = 0
    var frames: [[UInt8]] = []
    var milestones: [Milestone] = []
    /// How long the processor was busy in all.
    var busy: Nanoseconds = 0

    mutating func transmit(_ frame: Bytes) { frames.append(frame.array) }

    mutating func occupyProcessor(_ duration: Nanoseconds) {
        busy += duration
        now += duration
    }

    mutating func reach(_ milestone: Milestone) { milestones.append(milestone) }
}

/// The stack under test on a recording platform.
final class Guest {
    static let mac = MACAddress(rawValue: 0x5254_0000_0005)
    static let address: [UInt8] = [10, 77, 0, 5]
    static let port: UInt16 = 8080

    private var stack: NetworkStack
    private let memory = OwnedBytes(count: NetworkStack.memorySize)
    private(set) var platform = RecordingPlatform()

    init(options: String = "", isListening: Bool = true) throws {
        stack = NetworkStack(
            macAddress: Self.mac, options: try .of("address=10.77.0.5/16 \(options)"), secret: 7, memory: memory.bytes)
        if isListening { stack.listen(on: &platform) }
    }

    var connectionCount: Int { stack.connectionCount }
    var nextDeadline: Nanoseconds { stack.nextDeadline }
    var powersOffAt: Nanoseconds { stack.powersOffAt }
    var now: Nanoseconds { platform.now }

    /// Hands the frame in and takes what was answered.
    func receive(_ frame: [UInt8]) -> [[UInt8]] {
        let owned = OwnedBytes(frame)
        stack.receive(owned.bytes, on: &platform)
        return takeFrames()
    }

    /// Lets time pass at once, and takes what was sent because of it.
    func advance(to instant: Nanoseconds) -> [[UInt8]] {
        platform.now = max(platform.now, instant)
        stack.advance(on: &platform)
        return takeFrames()
    }

    /// Lets time pass deadline by deadline, as the guest's sleep does.
    func run(until end: Nanoseconds) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while stack.nextDeadline <= end { frames += advance(to: stack.nextDeadline) }
        return frames + advance(to: end)
    }

    func announce() -> [[UInt8]] {
        stack.announce(on: &platform)
        return takeFrames()
    }

    private func takeFrames() -> [[UInt8]] {
        defer { platform.frames = [] }
        return platform.frames
    }
}
