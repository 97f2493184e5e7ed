/// The transmission control block of one connection (RFC 9293, 3.3.1).
struct Connection {
    /// The states of RFC 9293, 3.3.2; there is one listener, which needs no state here.
    enum State: UInt8 {
        case closed
        case synReceived
        case established
        case finWait1
        case finWait2
        case closing
        case timeWait
        case closeWait
        case lastAcknowledgement
    }

    var state = State.closed
    /// The next entry of the same bucket or of the free ones; negative at the end.
    var next: Int16 = -1
    var peer = Station(address: IPv4Address(rawValue: 0), neighbour: MACAddress(rawValue: 0))
    var peerPort: UInt16 = 0
    /// When the peer opened it or last sent data.
    var activeAt: Nanoseconds = 0

    // What is sent. The bytes of the output begin at `unacknowledged`, once the connection is established.
    var unacknowledged = SequenceNumber(rawValue: 0)
    var sendNext = SequenceNumber(rawValue: 0)
    /// The furthest that was ever sent; `sendNext` returns to `unacknowledged` to send again.
    var sendMaximum = SequenceNumber(rawValue: 0)
    var sendWindow = 0
    /// SND.WL1 and SND.WL2: of the segment that told the window last.
    var windowSequence = SequenceNumber(rawValue: 0)
    var windowAcknowledgement = SequenceNumber(rawValue: 0)
    var maximumSegment = 536
    var outputCount = 0
    /// The application has said all: the end follows the output, and what comes in is thrown away.
    var closes = false
    var timer = RetransmissionTimer()

    // What is received. The bytes of the input end before `receiveNext`.
    var receiveNext = SequenceNumber(rawValue: 0)
    var inputCount = 0
    /// What came too early, already in its place behind the input: one stretch, empty where both are equal.
    var earlyStart = SequenceNumber(rawValue: 0)
    var earlyEnd = SequenceNumber(rawValue: 0)
    var peerFinished = false
    /// The end of the window that the peer was last told.
    var advertisedEnd = SequenceNumber(rawValue: 0)
    var owesAcknowledgement = false

    var exchange = Exchange()

    var receiveWindow: Int { closes ? ConnectionTable.inputSize : ConnectionTable.inputSize - inputCount }

    var awaitsAcknowledgement: Bool { unacknowledged != sendMaximum }

    /// RFC 9293, 3.10.7.4, "First, check sequence number".
    func isAcceptable(_ segment: TCPSegment) -> Bool {
        let begin = segment.sequence - receiveNext
        let window = receiveWindow
        if segment.length == 0 { return begin == 0 || (begin > 0 && begin < window) }
        return window > 0 && begin < window && begin + segment.length > 0
    }

    /// The application has said all.
    mutating func close() {
        closes = true
        switch state {
        case .established: state = .finWait1
        case .closeWait: state = .lastAcknowledgement
        default: break
        }
    }
}
