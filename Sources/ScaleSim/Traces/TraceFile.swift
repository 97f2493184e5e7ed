import Profiles

/// A recorded trace that has been read once from end to end, so that what is in it is known to be right, and that can
/// be replayed.
///
/// Instants are read anew in each replay, a mebibyte at a time, so that memory does not grow with the trace; those of
/// Azure Functions 2021, which do not ascend, are kept sorted, beyond 32 MiB in a temporary file. Rates are kept.
public struct TraceFile: Sendable {
    /// What the first reading found.
    public struct Summary: Sendable, Equatable {
        public var format: TraceFormat
        /// Requests; of rates, those that are expected.
        public var requests: Double
        /// From the start of the run to the end of the second in which the last request falls, or of the last rate.
        public var duration: SimTime
        public var skipped: SkippedRecords
    }

    enum Content {
        case rates(RateTrace)
        /// Instants that are read again; `origin` is that of the run on the trace's clock.
        case instants(origin: Int64)
        case sorted(SortedInstants, origin: Int64)
    }

    public let path: String
    public let options: TraceOptions
    public let summary: Summary
    let bytes: TraceBytes
    let content: Content
    let faults = TraceFaults()

    /// Reads the trace at `path` to its end, and refuses it where it is wrong.
    public static func open(_ path: String, _ options: TraceOptions = TraceOptions()) throws(ScaleSimError) -> TraceFile
    {
        try TraceFile(TraceBytes(path: path), options)
    }

    /// - Parameter file: what messages call the origin of `bytes`.
    package static func parse(
        _ bytes: [UInt8], file: String, _ options: TraceOptions = TraceOptions()
    ) throws(ScaleSimError) -> TraceFile {
        try TraceFile(TraceBytes(bytes, name: file), options)
    }

    private init(_ bytes: TraceBytes, _ options: TraceOptions) throws(ScaleSimError) {
        self.bytes = bytes
        self.options = options
        path = bytes.name
        var head = [UInt8](repeating: 0, count: TraceDetection.headLength)
        let length = try bytes.read(at: 0, into: &head, from: 0)
        head.removeLast(head.count - length)
        try TraceDetection.check(head, file: path)
        let format: TraceFormat
        if let named = options.format {
            format = named
        } else {
            format = try TraceDetection.format(head, file: path, hasStep: options.step != nil)
        }
        try Self.check(options, format, file: path)
        (content, summary) =
            format.holdsInstants
            ? try Self.surveyInstants(bytes, format, options) : try Self.readRates(bytes, format, options)
        guard bytes.isUnchanged else {
            throw ScaleSimError(
                .badInput, "has changed while it was being read; run again when it is complete", at: .init(file: path))
        }
    }

    /// Refuses options that the format has no use for, and a `rate-list` without a step.
    private static func check(
        _ options: TraceOptions, _ format: TraceFormat, file: String
    ) throws(ScaleSimError) {
        func wrong(_ message: String) -> ScaleSimError { ScaleSimError(.badInput, message, at: .init(file: file)) }
        if format == .rateList {
            guard let step = options.step, step > .zero else {
                throw wrong("step: is missing; say how long each rate holds, for example 1s")
            }
        } else if options.step != nil {
            throw wrong("step: belongs to a rate-list; this is \(format.rawValue), whose rows say it themselves")
        }
        guard !options.selection.isEmpty else { return }
        guard format == .azure2019 || format == .azure2021 else {
            throw wrong("\(options.selection.description): belongs to traces of functions; this is \(format.rawValue)")
        }
        if format == .azure2021, options.selection.owner != nil {
            throw wrong("owner: azure-functions-2021 names no owners; select by app or function")
        }
    }

    private static func readRates(
        _ bytes: TraceBytes, _ format: TraceFormat, _ options: TraceOptions
    ) throws(ScaleSimError) -> (Content, Summary) {
        let (trace, skipped): (RateTrace, SkippedRecords)
        switch format {
        case .prometheus:
            var reader = PrometheusMatrix(bytes, lenient: options.lenient)
            (trace, skipped) = try reader.read()
        case .azure2019:
            var reader = Azure2019Counts(bytes, options.selection, lenient: options.lenient)
            (trace, skipped) = try reader.read()
        default:
            let step = options.step?.seconds ?? 1
            var reader = RateLines(bytes, format, step: step, lenient: options.lenient)
            (trace, skipped) = try reader.read()
        }
        guard trace.duration <= Double(longestTraceSeconds) else {
            throw ScaleSimError(
                .badInput, "lasts \(trace.duration) s, more than 31 years, which no trace does",
                at: .init(file: bytes.name))
        }
        return (
            .rates(trace),
            Summary(
                format: format, requests: trace.expectedRequests, duration: SimTime(seconds: trace.duration),
                skipped: skipped)
        )
    }
}
