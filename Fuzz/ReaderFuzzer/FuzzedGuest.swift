import BeaconProtocol
import TestSupport

/// The guest's network stack, and frames that it takes for good ones.
final class FuzzedGuest {
    private static let mac: [UInt8] = [0x52, 0x54, 0, 0, 0, 5]
    private static let address: [UInt8] = [10, 77, 0, 5]
    private static let peer: [UInt8] = [10, 77, 0, 1]

    private let memory = OwnedBytes(count: NetworkStack.memorySize)
    private var stack: NetworkStack
    private var platform = CheckingPlatform()

    init() {
        var options = BootOptions()
        options.address = IPv4Address(rawValue: 0x0a4d_0005)
        stack = NetworkStack(
            macAddress: MACAddress(rawValue: 0x5254_0000_0005), options: options, secret: 7, memory: memory.bytes)
        stack.listen(on: &platform)
    }

    func receive(_ frame: [UInt8]) {
        let owned = OwnedBytes(frame)
        stack.receive(owned.bytes, on: &platform)
        check()
    }

    func receivePacket(_ payload: [UInt8], number: UInt8, checksumOffset: Int, pseudo: [UInt8] = []) {
        guard payload.count >= 8 else { return }
        var payload = payload
        payload.replaceSubrange(checksumOffset..<checksumOffset + 2, with: [0, 0])
        payload.replaceSubrange(
            checksumOffset..<checksumOffset + 2, with: CheckingPlatform.checksum(pseudo + payload))
        let length = 20 + payload.count
        var header: [UInt8] = [0x45, 0, UInt8(length >> 8), UInt8(length & 255), 0, 0, 0, 0, 64, number, 0, 0]
        header += Self.peer + Self.address
        header.replaceSubrange(10..<12, with: CheckingPlatform.checksum(header))
        receive(Self.mac + [0x52, 0x54, 0, 0, 0, 1, 8, 0] + header + payload)
    }

    /// Content: port, flags, distances of the sequence and the acknowledgement from those that the guest awaits, the
    /// window, the number of bytes of options, then these and the payload.
    func receiveSegment(_ content: [UInt8]) {
        guard content.count >= 7 else { return }
        let port = UInt16(content[0] % 8) + 1
        let expected = platform.expected[Int(port)]
        let sequence = expected.sequence &+ Self.distance(content[2])
        let acknowledgement = expected.acknowledgement &+ Self.distance(content[3])
        let optionsSize = min(Int(content[6] % 11) * 4, (content.count - 7) / 4 * 4)
        var segment: [UInt8] = [0, UInt8(port), 0x1f, 0x90]
        for number in [sequence, acknowledgement] {
            segment += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        }
        segment += [UInt8(5 + optionsSize / 4) << 4, content[1], content[4], content[5], 0, 0, 0, 0] + content[7...]
        let length = segment.count
        let pseudo = Self.peer + Self.address + [0, 6, UInt8(length >> 8), UInt8(length & 255)]
        receivePacket(segment, number: 6, checksumOffset: 16, pseudo: pseudo)
    }

    /// Mostly none; else near, or anywhere.
    private static func distance(_ byte: UInt8) -> UInt32 {
        switch byte {
        case 0..<128: 0
        case 128..<224: UInt32(bitPattern: Int32(byte) - 176)
        default: UInt32(byte) << 24
        }
    }

    /// Up to the next deadline, or as many milliseconds.
    func wait(_ content: [UInt8]) {
        let duration = Nanoseconds(content.first ?? 0) * 1_000_000
        platform.now =
            duration == 0 && stack.nextDeadline != .max
            ? max(platform.now, stack.nextDeadline) : platform.now + duration
        stack.advance(on: &platform)
        precondition(stack.nextDeadline > platform.now || stack.powersOffAt <= platform.now, "work is left undone")
        check()
    }

    func parse(_ content: [UInt8]) {
        let line = OwnedBytes(content)
        do {
            let options = try BootOptions.parse(line.bytes)
            precondition(options.address.isUnicast && options.port > 0 && options.bootDelay >= 0)
        } catch {
            precondition(error.word.upperBound <= content.count)
        }
    }

    private func check() { precondition(stack.connectionCount >= 0 && stack.connectionCount <= 8) }
}
