import Foundation
import Profiles

/// What reports must have in common for their times to be of one distribution: the memory, by which Lambda allots CPU
/// time, and whether a snapshot was restored in place of an initialisation.
struct LambdaGroup: Hashable {
    var memoryMB: Int?
    var isRestored: Bool

    /// The trials that `reports`, in a log's order, tell of; one element a group.
    static func trials(of reports: [LoggedReport], image: String, technology: Technology) -> [ImportedTrials] {
        let memories = memories(of: reports.map(\.report))
        var groups: [LambdaGroup] = []
        var found: [LambdaGroup: [ImportedTrial]] = [:]
        var leftOut: [Int?: [String]] = [:]
        for (report, memory) in zip(reports, memories) {
            switch report.outcome {
            case .trial(let trial, let isRestored):
                let group = LambdaGroup(memoryMB: memory, isRestored: isRestored)
                found[group, default: []].append(trial)
                groups.append(group)
            case .leftOut(let reason):
                leftOut[memory, default: []].append(reason)
            }
        }
        groups = (groups + memories.map { LambdaGroup(memoryMB: $0, isRestored: false) }).uniqued()
        // A warm invocation does not tell how its environment once began: it counts with the first group of its memory.
        groups.removeAll { group in
            let other = LambdaGroup(memoryMB: group.memoryMB, isRestored: true)
            return found[group] == nil && (leftOut[group.memoryMB] == nil || found[other] != nil)
        }
        return groups.map { group in
            var trials = ImportedTrials(
                image: groups.count == 1 ? image : group.name(for: image), technology: technology,
                source: "AWS Lambda reports, \(group.description)")
            found[group]?.forEach { trials.append($0) }
            leftOut.removeValue(forKey: group.memoryMB)?.forEach { trials.leaveOut($0) }
            return trials
        }
    }

    /// The memory of each report. Those of failed initialisations do not name it: theirs is that of the invocation
    /// which waited for it and is reported next, or else of the one before.
    private static func memories(of reports: [LambdaReport]) -> [Int?] {
        var memories = reports.map(\.memoryMB)
        for index in memories.indices.reversed().dropFirst() where memories[index] == nil {
            memories[index] = memories[index + 1]
        }
        for index in memories.indices.dropFirst() where memories[index] == nil { memories[index] = memories[index - 1] }
        return memories
    }

    private var description: String {
        (isRestored ? "Restore Duration" : "Init Duration") + (memoryMB.map { ", \($0) MB" } ?? "")
    }

    private func name(for image: String) -> String {
        image + (memoryMB.map { "-\($0)mb" } ?? "") + (isRestored ? "-restored" : "")
    }
}

extension LoggedReport {
    enum Outcome {
        case trial(ImportedTrial, isRestored: Bool)
        case leftOut(String)
    }

    /// Reports are rounded to hundredths of a millisecond.
    private static let halfUnit = 0.000_005

    var outcome: Outcome {
        switch report.kind {
        case .invocation:
            let start = report.initMilliseconds ?? report.restoreMilliseconds
            guard let start else {
                return .leftOut("no Init Duration: warm, or its initialisation failed and is reported apart")
            }
            return .trial(trial(startMilliseconds: start), isRestored: report.initMilliseconds == nil)
        case .initialisation, .restoration:
            guard let failure = report.failure else {
                return .leftOut("reported apart from an invocation, as for a snapshot when a version is published")
            }
            let milliseconds = report.initMilliseconds ?? report.restoreMilliseconds
            let isRestored = report.kind == .restoration
            let what = isRestored ? "restoring" : "initialisation"
            let after = milliseconds.map { " after \(Decimals.three($0 / 1000)) s" } ?? ""
            return .trial(
                ImportedTrial(
                    startedAt: startedAt(before: milliseconds ?? 0),
                    outcome: .failed(reason: "\(what) failed\(after): \(failure)")), isRestored: isRestored)
        }
    }

    private func trial(startMilliseconds: Double) -> ImportedTrial {
        let start = startMilliseconds / 1000
        let invocation = (report.durationMilliseconds ?? 0) / 1000
        func phase(_ name: String, _ seconds: Double, within bound: Double) -> ImportedTrial.Phase {
            ImportedTrial.Phase(name: name, lower: max(0, seconds - bound), upper: seconds + bound)
        }
        let outcome: ImportedTrial.Outcome =
            if let failure = report.failure {
                .failed(reason: "first invocation failed: \(failure)")
            } else {
                .answered(lower: max(0, start - Self.halfUnit), upper: start + Self.halfUnit)
            }
        return ImportedTrial(
            startedAt: startedAt(before: startMilliseconds + (report.durationMilliseconds ?? 0)), outcome: outcome,
            phases: [
                phase(report.initMilliseconds == nil ? "restored" : "initialised", start, within: Self.halfUnit),
                phase("first invocation", start + invocation, within: 2 * Self.halfUnit),
            ])
    }

    /// Events are written when what they report is over.
    private func startedAt(before milliseconds: Double) -> Date? {
        reportedAt?.addingTimeInterval(-milliseconds / 1000)
    }
}
