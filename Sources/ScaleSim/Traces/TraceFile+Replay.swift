import Profiles

extension TraceFile: Equatable {
    /// The same file, read in the same way.
    public static func == (left: TraceFile, right: TraceFile) -> Bool {
        left.path == right.path && left.options == right.options && left.summary == right.summary
    }
}

extension TraceFile {
    /// The rates, where the format holds rates.
    public var rates: RateTrace? {
        if case .rates(let trace) = content { return trace }
        return nil
    }

    /// What went wrong while the trace was replayed: the requests after it are missing.
    public var fault: ScaleSimError? { faults.first }

    /// Hands the arrivals to `visitor`. Instants are as recorded, the same for every `replicationSeed`; where the format
    /// holds rates they are drawn at these, anew for each.
    ///
    /// - Parameters:
    ///   - scale: multiplies rates; of instants, see `ScaledArrivals`.
    ///   - seed: decides what the recording leaves open: where in its second a request falls, which ones are repeated.
    package func arrivals<Visitor: ArrivalVisitor>(
        scale: Double, seed: UInt64, replicationSeed: UInt64, to visitor: Visitor
    ) -> Visitor.Outcome {
        switch content {
        case .rates(let trace):
            let stream = RandomStream(seed: replicationSeed, purpose: .arrivals)
            // A scale within its bounds leaves a trace a trace.
            let scaled = (try? trace.scaled(by: scale)) ?? trace
            return visitor.visit(PoissonArrivals(scaled, stream: stream))
        case .sorted(let instants, let origin):
            return Replay(file: self, origin: origin, scale: scale, seed: seed, visitor: visitor).replay(instants)
        case .instants(let origin):
            let replay = Replay(file: self, origin: origin, scale: scale, seed: seed, visitor: visitor)
            do throws(ScaleSimError) {
                return try Self.instants(
                    of: bytes, summary.format, lenient: options.lenient, seed: seed, to: replay)
            } catch {
                preconditionFailure("replaying does not throw: \(error)")
            }
        }
    }

    /// Turns a reader of instants to arrivals of a run.
    private struct Replay<Visitor: ArrivalVisitor>: InstantVisitor {
        let file: TraceFile
        let origin: Int64
        let scale: Double
        let seed: UInt64
        let visitor: Visitor

        func visit(_ reader: some InstantReader) throws(ScaleSimError) -> Visitor.Outcome { replay(reader) }

        func replay(_ reader: some InstantReader) -> Visitor.Outcome {
            let arrivals = TraceArrivals(reader, of: file.bytes, origin: origin, faults: file.faults)
            if scale == 1 { return visitor.visit(arrivals) }
            return visitor.visit(
                ScaledArrivals(arrivals, scale: scale, end: file.summary.duration.nanoseconds, seed: seed))
        }
    }
}
