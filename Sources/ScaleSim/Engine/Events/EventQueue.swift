/// The events to come, the next one in front.
///
/// Most events end with another of about the same kind being added, a departure with the start of the next service.
/// The place of a removed event is therefore left open until one is added, which costs one sift instead of two.
package struct EventQueue: Sendable {
    private var heap = MinHeap<Event>()
    /// Whether the front has been taken and its place is open.
    private var isFrontTaken = false
    private var added: UInt32 = 0

    package init() {}

    /// The next event, nil without any.
    package var next: Event? {
        @inline(__always) mutating get {
            closeFront()
            return heap.min
        }
    }

    /// - Parameters:
    ///   - subject: The job, replica, service or user that it is about.
    ///   - replica: Its number within its service, which orders what happens at one instant.
    @inline(__always)
    package mutating func add(
        _ kind: Event.Kind, rank: Event.Rank, at time: Int64, subject: Int, replica: Int = 0, serial: UInt32 = 0
    ) {
        let event = Event(
            kind, rank: rank, at: time, subject: subject, replica: replica, serial: serial, sequence: added)
        added &+= 1
        if isFrontTaken {
            isFrontTaken = false
            heap.replaceMin(with: event)
        } else {
            heap.insert(event)
        }
    }

    /// Takes the next event, which there must be.
    @inline(__always)
    package mutating func take() -> Event {
        closeFront()
        guard let event = heap.min else { preconditionFailure("there is an event") }
        isFrontTaken = true
        return event
    }

    @inline(__always)
    private mutating func closeFront() {
        guard isFrontTaken else { return }
        isFrontTaken = false
        heap.removeMin()
    }
}
