import Profiles

/// What wrk prints at its end (wrk 4, `print_stats` and `main` of wrk.c; units of units.c).
package struct WrkReport {
    private let text: String
    private let lines: [[Substring]]

    package init(_ text: String) {
        self.text = text
        lines = text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: { " :,".contains($0) }) }
    }

    /// The figures of the report; operation and command are left empty.
    ///
    /// The least latency is not printed, and given as 0.
    package func result(connections: Int) throws(BootProbeError) -> ThroughputResult {
        let latency = try line("Latency", where: { $0.count == 5 })
        var quantiles: [LatencyQuantile] = []
        for line in lines where line.count == 2 && line[0].hasSuffix("%") {
            guard let percent = Double(line[0].dropLast()), let seconds = WrkQuantity.seconds(line[1]) else { continue }
            quantiles.append(LatencyQuantile(quantile: percent / 100, seconds: seconds))
        }
        guard !quantiles.isEmpty else { throw lacks("latency distribution") }
        let longest = try number(latency[3], "greatest latency", WrkQuantity.seconds)
        let rate = try line("Requests/sec", where: { $0.count == 2 })
        let transfer = try line("Transfer/sec", where: { $0.count == 2 })
        var result = ThroughputResult(
            tool: .wrk, operation: "", connections: connections, requests: try requests(), failed: try failed(),
            requestsPerSecond: try number(rate[1], "Requests/sec", WrkQuantity.count), minimumLatencySeconds: 0,
            latencyQuantiles: quantiles + [LatencyQuantile(quantile: 1, seconds: longest)])
        result.kilobytesPerSecond = try number(transfer[1], "Transfer/sec", WrkQuantity.bytes) / 1024
        result.meanLatencySeconds = try number(latency[1], "mean latency", WrkQuantity.seconds)
        return result
    }

    /// Of `1811 requests in 1.00s, 348.41KB read`.
    private func requests() throws(BootProbeError) -> Int {
        guard let line = lines.first(where: { $0.count > 2 && $0[1] == "requests" }), let count = Int(line[0]) else {
            throw lacks("number of requests")
        }
        return count
    }

    /// Connections that broke, answers that took too long to be counted, and answers that are errors; the lines are
    /// there only where there were any.
    private func failed() throws(BootProbeError) -> Int {
        var failed = 0
        for line in lines {
            if line.starts(with: ["Socket", "errors"]) {
                let counts = line.compactMap { Int($0) }
                guard counts.count == 4 else { throw lacks("four kinds of socket errors") }
                failed += counts.reduce(0, +)
            } else if line.first == "Non-2xx" {
                guard let count = line.last.flatMap({ Int($0) }) else { throw lacks("number of errors") }
                failed += count
            }
        }
        return failed
    }

    private func line(_ name: String, where fits: ([Substring]) -> Bool) throws(BootProbeError) -> [Substring] {
        guard let line = lines.first(where: { $0.first.map(String.init) == name && fits($0) }) else {
            throw lacks("line `\(name)`")
        }
        return line
    }

    private func number(
        _ word: Substring, _ name: String, _ read: (Substring) -> Double?
    ) throws(BootProbeError) -> Double {
        guard let value = read(word) else { throw lacks("number `\(name)`") }
        return value
    }

    private func lacks(_ what: String) -> BootProbeError {
        BootProbeError(.failed, "the report of wrk has no \(what)", underlying: text)
    }
}

/// Numbers as wrk writes them, with a unit that suits their size.
enum WrkQuantity {
    /// `266.00us`, `1.26ms`, `2.01s`, `1.50m`.
    static func seconds(_ word: Substring) -> Double? {
        scaled(word, by: [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)])
    }

    /// `1809.23`, `1.82k`.
    static func count(_ word: Substring) -> Double? {
        scaled(word, by: [("k", 1e3), ("M", 1e6), ("G", 1e9), ("", 1)])
    }

    /// `512.00B`, `348.06KB`; a thousand is 1024 here.
    static func bytes(_ word: Substring) -> Double? {
        scaled(word, by: [("KB", 1024), ("MB", 1_048_576), ("GB", 1_073_741_824), ("B", 1)])
    }

    private static func scaled(_ word: Substring, by units: [(name: String, scale: Double)]) -> Double? {
        guard let unit = units.first(where: { word.hasSuffix($0.name) }),
            let value = Double(word.dropLast(unit.name.count)), value.isFinite, value >= 0
        else { return nil }
        return value * unit.scale
    }
}
