import Foundation
import UserInput

/// Recorded observations, one JSON object a line, in the order of their times.
public struct ObservationLines {
    private var lines: LineStream
    private var last: Double?
    private let decoder = JSONDecoder()

    /// - Parameter path: a regular file.
    public init(contentsOf path: String) throws(ScaleSimError) {
        lines = LineStream(try TraceBytes(path: path))
    }

    /// - Parameter name: what messages call their origin.
    public init(_ data: Data, name: String) {
        lines = LineStream(TraceBytes([UInt8](data), name: name))
    }

    /// Those of the standard input, which is read to its end first.
    public static func standardInput() throws(ScaleSimError) -> ObservationLines {
        ObservationLines(try InputFile.standardInput(maximumBytes: 1 << 30), name: "standard input")
    }

    /// The next observation; nil after the last one. Empty lines are passed over.
    public mutating func next() throws(ScaleSimError) -> Observation? {
        while try lines.advance() {
            if lines.isPassedOver { continue }
            let observation = try decode(Data(lines.buffer[lines.range]))
            if let defect = observation.defect(after: last) { throw lines.error(defect) }
            last = observation.time
            return observation
        }
        return nil
    }

    /// One JSON object a line, as they are read.
    ///
    /// - Throws: of a number that is not finite, which JSON has no word for.
    public static func data(_ observations: [Observation]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = Data()
        for observation in observations { lines += try encoder.encode(observation) + Data("\n".utf8) }
        return lines
    }

    private func decode(_ data: Data) throws(ScaleSimError) -> Observation {
        do {
            return try decoder.decode(Observation.self, from: data)
        } catch let error as DecodingError {
            throw lines.error(error.fieldMessage)
        } catch {
            throw lines.error("not JSON: \(error)")
        }
    }
}

extension Observation {
    /// Seconds, 126 years: of two such times also the difference fits into nanoseconds, and a period can be added.
    package static let longestSeconds = 4e9

    /// What is wrong with it, the field first; nil where nothing is.
    ///
    /// - Parameter last: time of the observation before.
    fileprivate func defect(after last: Double?) -> String? {
        guard abs(time) <= Self.longestSeconds else { return "t: expected seconds of at most \(Self.longestSeconds)" }
        if let last, time < last { return "t: \(time) lies before the line above, \(last)" }
        guard 0...Int(Int32.max) ~= currentReplicas else {
            return "currentReplicas: expected a whole number from 0 to \(Int32.max)"
        }
        var names: Set<String> = []
        for (number, pod) in pods.enumerated() {
            if let defect = pod.defect { return "pods.\(number).\(defect)" }
            guard names.insert(pod.name).inserted else {
                return "pods.\(number).name: there are two pods called \(pod.name.prefix(60).onOneLine)"
            }
        }
        return nil
    }
}

extension PodObservation {
    fileprivate var defect: String? {
        let whole = ContainerObservation(
            cpuRequestMilli: cpuRequestMilli, cpuUsageMilli: cpuUsageMilli, memoryRequestBytes: memoryRequestBytes,
            memoryUsageBytes: memoryUsageBytes)
        if let defect = whole.defect { return defect }
        for (field, time) in [
            ("startTime", startTime), ("readyTransition", readyTransition), ("metricTime", metricTime),
        ] {
            guard let time, abs(time) > Observation.longestSeconds else { continue }
            return "\(field): expected seconds of at most \(Observation.longestSeconds)"
        }
        if let metricWindow, !(0...86_400 ~= metricWindow) { return "metricWindow: expected 0 to 86400 seconds" }
        for (name, container) in containers.sorted(by: { $0.key < $1.key }) {
            if let defect = container.defect { return "containers.\(name.prefix(60).onOneLine).\(defect)" }
        }
        return nil
    }
}

extension ContainerObservation {
    /// Sums of a hundred thousand pods still fit.
    private static let most = 1 << 46

    fileprivate var defect: String? {
        let values = [
            ("cpuRequestMilli", cpuRequestMilli), ("cpuUsageMilli", cpuUsageMilli),
            ("memoryRequestBytes", memoryRequestBytes), ("memoryUsageBytes", memoryUsageBytes),
        ]
        return values.first { $0.1.map { !(0...Self.most ~= $0) } ?? false }
            .map { "\($0.0): expected a whole number from 0 to \(Self.most)" }
    }
}
