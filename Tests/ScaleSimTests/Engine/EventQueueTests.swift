import ScaleSim
import Testing

@Suite struct EventQueueTests {
    /// Fewer events at a time than the sorted array holds, about as many, and more.
    @Test("events come in the order of time, rank, replica and creation", arguments: [0, 1, 5, 23, 24, 25, 40, 1000])
    func order(pending: Int) {
        var queue = EventQueue()
        var expected: [Pending] = []
        var taken: [Int] = []
        var order: [Int] = []
        let stream = RandomStream(seed: 7, purpose: .boot)
        var now: Int64 = 0
        for number in 0..<5000 {
            // Few instants, so that many events share one; the load swings between none and `pending`.
            let draw = stream.bits(UInt64(number))
            let event = Pending(
                time: now + Int64(draw.0 % 20), isCrash: draw.0 >> 32 & 1 == 1, replica: Int(draw.1 % 4), number: number
            )
            queue.add(
                event.isCrash ? .crash : .serverDone, rank: event.isCrash ? .crash : .serverDone, at: event.time,
                subject: number, replica: event.replica)
            expected.append(event)
            let target = number / 1000 % 2 == 0 ? pending : 0
            while expected.count > target {
                let least = expected.indices.min { expected[$0] < expected[$1] } ?? 0
                #expect(queue.nextTime == expected[least].time)
                order.append(expected.remove(at: least).number)
                let event = queue.take()
                taken.append(event.subject)
                now = event.time
            }
        }
        #expect(taken == order)
        #expect(taken.count > 1000)
    }

    @Test("without events there is no next one")
    func empty() {
        var queue = EventQueue()
        #expect(queue.nextTime == .max)
        queue.add(.closing, rank: .scrape, at: 3, subject: 0)
        #expect(queue.nextTime == 3)
        _ = queue.take()
        #expect(queue.nextTime == .max)
    }
}

private struct Pending {
    let time: Int64
    let isCrash: Bool
    let replica: Int
    /// Of its creation.
    let number: Int

    static func < (left: Pending, right: Pending) -> Bool {
        (left.time, left.isCrash ? 1 : 0, left.replica, left.number)
            < (right.time, right.isCrash ? 1 : 0, right.replica, right.number)
    }
}
