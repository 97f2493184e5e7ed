/// What is done with the reader of a trace's instants, whose type is known only when the format is.
protocol InstantVisitor {
    associatedtype Outcome

    func visit(_ reader: some InstantReader) throws(ScaleSimError) -> Outcome
}

/// Goes through all instants.
struct InstantSurvey: InstantVisitor {
    struct Outcome {
        var requests = 0
        var first: Int64 = 0
        var last: Int64 = 0
        var skipped = SkippedRecords()
    }

    func visit(_ reader: some InstantReader) throws(ScaleSimError) -> Outcome {
        var reader = reader
        var outcome = Outcome()
        while let instant = try reader.next() {
            if outcome.requests == 0 { outcome.first = instant }
            outcome.last = instant
            outcome.requests += 1
        }
        outcome.skipped = reader.skipped
        return outcome
    }
}

extension TraceFile {
    /// Seconds by which a line of a log may be before the latest one so far: a line is written when its request has been
    /// answered, and long downloads take minutes.
    static let logToleranceSeconds: Int64 = 300

    /// Hands a reader from the beginning on to `visitor`.
    ///
    /// - Parameter seed: decides where in its second a request falls whose record says no more.
    static func instants<Visitor: InstantVisitor>(
        of bytes: TraceBytes, _ format: TraceFormat, lenient: Bool, seed: UInt64, to visitor: Visitor
    ) throws(ScaleSimError) -> Visitor.Outcome {
        switch format {
        case .log:
            let lines = LineRecords(bytes, LogLines(), lenient: lenient)
            return try visitor.visit(
                SpreadSeconds(lines, field: "time", tolerance: logToleranceSeconds, seed: seed))
        case .worldcup:
            let records = WorldCupRecords(bytes, lenient: lenient)
            return try visitor.visit(
                SpreadSeconds(records, field: "timestamp", tolerance: logToleranceSeconds, seed: seed))
        case .azureLLM:
            let lines = LineRecords(bytes, AzureLLMLines(), lenient: lenient)
            return try visitor.visit(
                ExactInstants(lines, field: "TIMESTAMP", remedy: "sort the lines by their time"))
        default:
            let lines = LineRecords(bytes, ArrivalLines(), lenient: lenient)
            return try visitor.visit(
                ExactInstants(lines, field: "seconds", remedy: "arrivals ascend; if these are rates, give their step"))
        }
    }

    static func surveyInstants(
        _ bytes: TraceBytes, _ format: TraceFormat, _ options: TraceOptions
    ) throws(ScaleSimError) -> (Content, Summary) {
        if format == .azure2021 { return try sortInstants(bytes, options) }
        let survey = try instants(of: bytes, format, lenient: options.lenient, seed: 0, to: InstantSurvey())
        let origin = origin(survey.first, format)
        return (.instants(origin: origin), try summary(survey, format, origin, bytes, options))
    }

    private static func sortInstants(
        _ bytes: TraceBytes, _ options: TraceOptions
    ) throws(ScaleSimError) -> (Content, Summary) {
        var lines = LineRecords(bytes, Azure2021Lines(options.selection), lenient: options.lenient)
        var sorter = InstantSorter()
        var survey = InstantSurvey.Outcome()
        while let instant = try lines.next() {
            if survey.requests == 0 { (survey.first, survey.last) = (instant, instant) }
            let (first, last) = (min(survey.first, instant), max(survey.last, instant))
            // In floating point, which does not overflow.
            guard Double(last) - Double(first) <= Double(longestTraceSeconds) * 1e9 else {
                try lines.reject(TraceWording.tooLong("end_timestamp"))
                continue
            }
            (survey.first, survey.last) = (first, last)
            survey.requests += 1
            try sorter.add(instant)
        }
        survey.skipped = lines.skipped
        let origin = origin(survey.first, .azure2021)
        let summary = try summary(survey, .azure2021, origin, bytes, options)
        return (.sorted(try sorter.finish(), origin: origin), summary)
    }

    /// Where the run starts: at 0 where the times count from there, which they do below 10⁸ s, three years; else at the
    /// whole second of the first request, since the times are of the calendar.
    private static func origin(_ first: Int64, _ format: TraceFormat) -> Int64 {
        let countsFromZero = format == .arrivals || format == .azure2021
        if countsFromZero, first >= 0, first < 100_000_000_000_000_000 { return 0 }
        let remainder = first % 1_000_000_000
        return first - (remainder < 0 ? remainder + 1_000_000_000 : remainder)
    }

    private static func summary(
        _ survey: InstantSurvey.Outcome, _ format: TraceFormat, _ origin: Int64, _ bytes: TraceBytes,
        _ options: TraceOptions
    ) throws(ScaleSimError) -> Summary {
        guard survey.requests > 0 else {
            let which = options.selection.isEmpty ? "" : " of \(options.selection.description)"
            let skipped = survey.skipped.sentence.map { "; \($0)" } ?? ""
            throw ScaleSimError(.badInput, "holds no request\(which)\(skipped)", at: .init(file: bytes.name))
        }
        let seconds = (survey.last - origin) / 1_000_000_000 + 1
        return Summary(
            format: format, requests: Double(survey.requests),
            duration: SimTime(nanoseconds: seconds * 1_000_000_000), skipped: survey.skipped)
    }
}
