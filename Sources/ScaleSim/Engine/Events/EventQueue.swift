/// The events to come.
///
/// Few are quicker served by a sorted array than by a heap: what a heap compares next depends on what it has compared
/// last, and the processor waits. While there are more than the array has room for they wait in a heap, all but the
/// next.
package struct EventQueue: ~Copyable {
    /// The soonest events, the next one last. The first element is a bound that comes after the others.
    private var soon = UniqueArray<Event>()
    /// The other events, none of which comes before the bound.
    private var later = EventHeap()
    private var added: UInt32 = 0

    package init() { soon.append(.never) }

    private static var mostSoon: Int { 24 }

    @inline(__always)
    private var next: Event { soon[soon.count - 1] }

    /// When the next event happens, in nanoseconds since the start of the run; `Int64.max` without any.
    @inline(__always)
    package var nextTime: Int64 { next.time }

    /// Whether the next event happens before arrivals of the same instant.
    package var nextPrecedesArrivals: Bool { next.precedesArrivals }

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
        add(event)
    }

    private mutating func add(_ event: Event) {
        guard event < soon[0] else { return later.insert(event) }
        insert(event)
        if soon.count > Self.mostSoon { useHeap() }
    }

    /// Takes the next event, which there must be.
    @inline(__always)
    package mutating func take() -> Event {
        let event = soon.removeLast()
        if soon.count == 1 { refill() }
        return event
    }

    /// Puts an event that comes before the bound into its place.
    @inline(__always)
    private mutating func insert(_ event: Event) {
        var place = soon.count
        soon.append(event)
        while soon[place - 1] < event {
            soon[place] = soon[place - 1]
            place -= 1
        }
        soon[place] = event
    }

    /// All but the next event go to the heap.
    private mutating func useHeap() {
        let next = soon.removeLast()
        while soon.count > 1 { later.insert(soon.removeLast()) }
        soon[0] = later.min
        soon.append(next)
    }

    /// Takes the next event from the heap, or all where they are few.
    @inline(never)
    private mutating func refill() {
        if later.count > Self.mostSoon / 2 {
            soon.append(later.removeMin())
        } else {
            soon[0] = .never
            while later.count > 0 { insert(later.removeMin()) }
        }
        soon[0] = later.min
    }
}
