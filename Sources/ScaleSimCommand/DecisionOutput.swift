import Foundation
import ScaleSim

/// Prints decisions as they are made.
struct DecisionOutput {
    let format: Run.Format

    /// A decision with the time that it is of.
    private struct Line: Encodable {
        var time: Double
        var decision: Decision

        enum CodingKeys: String, CodingKey { case time = "t" }

        func encode(to encoder: any Encoder) throws {
            try decision.encode(to: encoder)
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(time, forKey: .time)
        }
    }

    func begin(_ name: String) {
        guard format == .text else { return }
        print("\(name)\n\n     t (s)  replicas  desired  why")
    }

    func add(_ decision: Decision, to observation: Observation) throws {
        switch format {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let line = try encoder.encode(Line(time: observation.time, decision: decision))
            FileHandle.standardOutput.write(line + Data("\n".utf8))
        case .text:
            let time = observation.time.formatted(.number.precision(.fractionLength(0...3)).grouping(.never))
            let mark = decision.desired == observation.currentReplicas ? " " : "*"
            let extras = [
                decision.panicking == true ? "panic" : nil,
                decision.excessBurstCapacity.map { "burst capacity \($0)" },
                decision.active == false ? "inactive" : nil,
            ].compactMap { $0 }
            let condition = decision.condition.map { [$0] } ?? []
            let isSaid = decision.condition.map { $0 == "DesiredWithinRange" || decision.reason.contains($0) } ?? true
            let why = ((isSaid ? [] : condition) + extras + [decision.reason]).joined(separator: "; ")
            print(
                "\(time.padded(to: 10))  \("\(observation.currentReplicas)".padded(to: 8))  "
                    + "\("\(decision.desired)".padded(to: 6))\(mark)  \(why)")
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
