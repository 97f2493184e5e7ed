import Profiles

extension RateTrace {
    private static let header = "seconds,requests_per_second"
    /// A week of one-second rows with room to spare.
    private static let maximumBytes = 64 << 20
    /// Thirty years of seconds, or a billion requests a second; instants beyond would not fit into nanoseconds.
    private static let maximum = 1e9

    /// Reads a trace with the header `seconds,requests_per_second`; lines that begin with `#` are comments.
    public static func read(contentsOf path: String) throws(ScaleSimError) -> RateTrace {
        try parse(InputFile.text(of: path, maximumBytes: maximumBytes), file: path)
    }

    /// - Parameter file: what messages call the text's origin.
    public static func parse(_ text: String, file: String) throws(ScaleSimError) -> RateTrace {
        var points: [Point] = []
        var lines: [Int] = []
        var sawHeader = false
        // A line may end with a carriage return too, which together with the line feed is one Character.
        for (index, row) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if row.isEmpty || row.hasPrefix("#") { continue }
            let location = ScaleSimError.Location(file: file, line: index + 1)
            if sawHeader {
                points.append(try point(row, at: location))
                lines.append(index + 1)
            } else {
                guard row == header else {
                    throw ScaleSimError(
                        .badInput, "expected the header `\(header)`, found `\(row.prefix(60))`", at: location)
                }
                sawHeader = true
            }
        }
        do {
            return try RateTrace(points: points)
        } catch {
            let line = lines.indices.contains(error.index) ? lines[error.index] : nil
            throw ScaleSimError(.badInput, error.reason, at: .init(file: file, line: line))
        }
    }

    private static func point(_ row: Substring, at location: ScaleSimError.Location) throws(ScaleSimError) -> Point {
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        guard cells.count == 2, let seconds = Double(cells[0]), let rate = Double(cells[1]) else {
            throw ScaleSimError(
                .badInput, "expected two numbers, seconds and requests per second, found `\(row.prefix(60))`",
                at: location)
        }
        guard !(seconds > maximum), !(rate > maximum) else {
            throw ScaleSimError(.badInput, "beyond 1e9, which no traffic reaches: `\(row.prefix(60))`", at: location)
        }
        return Point(seconds: seconds, requestsPerSecond: rate)
    }

    /// The same shape with all rates multiplied.
    public func scaled(by factor: Double) throws(TraceDefect) -> RateTrace {
        try RateTrace(
            points: points.map { Point(seconds: $0.seconds, requestsPerSecond: $0.requestsPerSecond * factor) })
    }
}
