import BeaconProtocol

/// Feeds the guest's network stack with frames and lets time pass, as the bytes say.
///
/// Each step is a byte that says what, a byte that says how much, and so many bytes of content. Headers and checksums are
/// made right for most steps, else hardly any input would get beyond them.
enum BeaconReader {
    private enum Step: UInt8, CaseIterable {
        case frame
        case segment
        case echo
        case time
        case commandLine
    }

    static func read(_ input: [UInt8]) {
        let guest = FuzzedGuest()
        var position = 0
        while position + 2 <= input.count {
            let step = Step.allCases[Int(input[position]) % Step.allCases.count]
            // Long contents too: the second byte counts in eights.
            let end = min(position + 2 + Int(input[position + 1]) * 8, input.count)
            let content = Array(input[position + 2..<end])
            position = end
            switch step {
            case .frame: guest.receive(content)
            case .segment: guest.receiveSegment(content)
            case .echo: guest.receivePacket(content, number: 1, checksumOffset: 2)
            case .time: guest.wait(content)
            case .commandLine: guest.parse(content)
            }
        }
    }
}
