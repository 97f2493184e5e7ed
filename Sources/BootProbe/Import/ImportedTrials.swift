import Foundation
import Profiles

/// Cold starts of one image that somebody else measured, as they were read from a file.
package struct ImportedTrials: Sendable, Equatable {
    /// What was in the file and is no trial, and why.
    package struct LeftOut: Codable, Sendable, Equatable {
        package var reason: String
        package var count: Int

        package init(reason: String, count: Int) {
            self.reason = reason
            self.count = count
        }
    }

    /// A name as in manifests: lower-case letters, digits and inner hyphens.
    package let image: String
    package let technology: Technology
    /// What the numbers are and what they belong to, in a line: `kubectl get pods, image registry/vote:2`.
    package let source: String
    /// In the file's order.
    package private(set) var trials: [ImportedTrial] = []
    /// In the order in which the reasons first occurred.
    package private(set) var leftOut: [LeftOut] = []

    package init(image: String, technology: Technology, source: String) {
        self.image = image
        self.technology = technology
        self.source = source
    }

    package mutating func append(_ trial: ImportedTrial) { trials.append(trial) }

    package mutating func leaveOut(_ reason: String) {
        if let index = leftOut.firstIndex(where: { $0.reason == reason }) {
            leftOut[index].count += 1
        } else {
            leftOut.append(LeftOut(reason: reason, count: 1))
        }
    }
}

/// One cold start; instants are seconds since it began.
package struct ImportedTrial: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// The time to readiness lies in [lower, upper]: as exact as its source tells.
        case answered(lower: Double, upper: Double)
        /// Not ready by then, and still starting.
        case censored(after: Double)
        case failed(reason: String)
    }

    /// An event on the way, which came between two instants.
    package struct Phase: Sendable, Equatable {
        package var name: String
        package var lower: Double
        package var upper: Double

        package init(name: String, lower: Double, upper: Double) {
            self.name = name
            self.lower = lower
            self.upper = upper
        }
    }

    /// Wall clock of the source; nil where it does not tell.
    package var startedAt: Date?
    package var outcome: Outcome
    /// In the order of their occurrence.
    package var phases: [Phase]

    package init(startedAt: Date? = nil, outcome: Outcome, phases: [Phase] = []) {
        self.startedAt = startedAt
        self.outcome = outcome
        self.phases = phases
    }
}
