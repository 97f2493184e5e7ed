import Synchronization

/// Keeps the first thing that went wrong while a trace was replayed: a source of arrivals cannot throw.
final class TraceFaults: Sendable {
    private let stored = Mutex<ScaleSimError?>(nil)

    var first: ScaleSimError? { stored.withLock { $0 } }

    func record(_ error: ScaleSimError) { stored.withLock { $0 = $0 ?? error } }
}

/// The requests of a trace, as they were recorded.
struct TraceArrivals<Reader: InstantReader>: ArrivalSource {
    private var reader: Reader
    private let bytes: TraceBytes
    /// The instant at which the run starts, on the trace's own clock.
    private let origin: Int64
    private let faults: TraceFaults
    private var hasEnded = false

    init(_ reader: Reader, of bytes: TraceBytes, origin: Int64, faults: TraceFaults) {
        self.reader = reader
        self.bytes = bytes
        self.origin = origin
        self.faults = faults
    }

    mutating func next() -> Int64? {
        if hasEnded { return nil }
        do throws(ScaleSimError) {
            if let instant = try reader.next(), instant >= origin { return instant - origin }
            if !bytes.isUnchanged { throw changed }
        } catch {
            faults.record(bytes.isUnchanged ? error : changed)
        }
        hasEnded = true
        return nil
    }

    private var changed: ScaleSimError {
        ScaleSimError(
            .badInput, "has changed while it was being replayed; run again when it is complete",
            at: .init(file: bytes.name))
    }
}

/// A source with more requests or fewer, whose bursts stay where they are.
///
/// Below 1, each request is kept with this probability. Above, each request stays and is followed by copies, the scale
/// less one on average, which fall uniformly between it and the next request: counts grow by the scale over any time
/// that is long against a gap, and no request lands where the recording had a pause.
struct ScaledArrivals<Source: ArrivalSource>: ArrivalSource {
    private var source: Source
    private let scale: Double
    private let keeping: RandomStream
    private let placing: RandomStream
    /// Where the copies of the last request end.
    private let end: Int64
    private var upcoming: Int64?
    private var index: UInt64 = 0
    /// Copies to come, between the last instant given and the next request.
    private var copies = 0
    private var last: Int64 = 0
    private var drawn: UInt64 = 0
    private var hasStarted = false

    init(_ source: Source, scale: Double, end: Int64, seed: UInt64) {
        self.source = source
        self.scale = scale
        self.end = end
        keeping = RandomStream(seed: seed, purpose: .traceScale)
        placing = RandomStream(seed: seed, purpose: .traceCopies)
    }

    mutating func next() -> Int64? {
        if !hasStarted {
            hasStarted = true
            upcoming = source.next()
        }
        if copies > 0 { return copy() }
        while let instant = upcoming {
            upcoming = source.next()
            let whole = scale.rounded(.down)
            let count = Int(whole) + (keeping.uniform(index) < scale - whole ? 1 : 0)
            index += 1
            guard count > 0 else { continue }
            copies = count - 1
            last = instant
            return instant
        }
        return nil
    }

    /// The least of the copies left, uniform up to the next request; see `SpreadSeconds`.
    private mutating func copy() -> Int64 {
        let room = Double(max(0, (upcoming ?? end) - last))
        let share = -exponentialMinusOne(naturalLogarithm(placing.uniform(drawn)) / Double(copies))
        drawn += 1
        copies -= 1
        last += Int64(room * share)
        return last
    }
}
