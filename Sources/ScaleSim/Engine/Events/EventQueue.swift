/// The events to come, the next one in front: a binary heap.
///
/// Most events end with another of about the same kind being added, a departure with the start of the next service.
/// The place of a removed event is therefore left open until one is added, which costs one sift instead of two.
package struct EventQueue: ~Copyable {
    /// Ends with all others in front of `Event.never`, so that there always is a next one.
    private var heap = UniqueArray<Event>()
    /// Whether the front has been taken and its place is open.
    private var isFrontTaken = false
    private var added: UInt32 = 0

    package init() { heap.append(.never) }

    /// When the next event happens, in nanoseconds since the start of the run; `Int64.max` without any.
    package var nextTime: Int64 {
        @inline(__always) mutating get {
            closeFront()
            return heap[0].time
        }
    }

    /// Whether the next event happens before arrivals of the same instant.
    package var nextPrecedesArrivals: Bool {
        @inline(__always) mutating get {
            closeFront()
            return heap[0].precedesArrivals
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
            sink(event)
        } else {
            insert(event)
        }
    }

    /// Takes the next event, which there must be.
    @inline(__always)
    package mutating func take() -> Event {
        closeFront()
        precondition(heap[0].time < .max, "there is an event")
        isFrontTaken = true
        return heap[0]
    }

    @inline(__always)
    private mutating func closeFront() {
        guard isFrontTaken else { return }
        isFrontTaken = false
        sink(heap.removeLast())
    }

    /// Adds a place at the end and lets `event` rise from there to where it belongs.
    private mutating func insert(_ event: Event) {
        heap.append(event)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard event < heap[parent] else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = event
    }

    /// Lets `event` sink from the open place at the front to where it belongs.
    private mutating func sink(_ event: Event) {
        let count = heap.count
        var parent = 0
        var child = 1
        while child < count {
            // A sum in place of a branch, which no processor could predict.
            if child + 1 < count { child += heap[child + 1] < heap[child] ? 1 : 0 }
            guard heap[child] < event else { break }
            heap[parent] = heap[child]
            parent = child
            child = 2 * parent + 1
        }
        heap[parent] = event
    }
}
