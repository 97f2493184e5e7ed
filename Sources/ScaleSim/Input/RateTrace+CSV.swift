import Profiles

extension RateTrace {
    /// Reads a trace with the header `seconds,requests_per_second`; lines that begin with `#` are comments.
    public static func read(contentsOf path: String) throws(ScaleSimError) -> RateTrace {
        let file = try TraceFile.open(path, TraceOptions(format: .rates))
        guard let rates = file.rates else { preconditionFailure("the format holds rates") }
        return rates
    }

    /// The same shape with all rates multiplied.
    public func scaled(by factor: Double) throws(TraceDefect) -> RateTrace {
        try RateTrace(
            points: points.map { Point(seconds: $0.seconds, requestsPerSecond: $0.requestsPerSecond * factor) })
    }

    /// The beginning, up to `seconds`; all of it where it is shorter.
    public func cut(at seconds: Double) throws(TraceDefect) -> RateTrace {
        guard seconds < duration else { return self }
        let end = Point(seconds: seconds, requestsPerSecond: 0)
        return try RateTrace(points: points.filter { $0.seconds < seconds } + [end])
    }
}
