import BootProbe
import Foundation
import Profiles

/// A live run as it is kept: what the simulation of the same requests needs, and is compared with.
package struct LiveRecord: Codable, Sendable, Equatable {
    package static let currentSchema = 2

    package var schema: Int = LiveRecord.currentSchema
    /// As the vote page saw it.
    package var page: Part
    /// What became of the votes; nil where nobody followed them.
    package var flow: VoteFlow?
    /// As the worker saw it, where that was scaled too.
    package var worker: Part?

    package struct Part: Codable, Sendable, Equatable {
        package var run: LiveRun
        /// Of the answered requests, in seconds.
        package var latencySeconds: [Double]

        /// Times of single requests are kept to the microsecond, which halves the record.
        package init(run: LiveRun, latencySeconds: [Double]) {
            self.run = run
            self.run.arrivalSeconds = run.arrivalSeconds.map(Self.inMicroseconds)
            self.latencySeconds = latencySeconds.map(Self.inMicroseconds)
        }

        private static func inMicroseconds(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e6 }
    }

    package init(page: Part, flow: VoteFlow? = nil, worker: Part? = nil) {
        self.page = page
        self.flow = flow
        self.worker = worker
    }

    func write(to path: String) throws(BootProbeError) { try ResultFile.write(JSONFormat.encode(self), to: path) }

    /// Nil where nothing was kept.
    static func find(at path: String) throws(BootProbeError) -> LiveRecord? {
        guard let kept = try ResultFile.find(Kept.self, at: path) else { return nil }
        guard let record = kept.record else {
            throw BootProbeError(
                badInput: "schema: must be \(currentSchema), but is \(kept.schema); run it again in an empty folder",
                file: path, line: nil)
        }
        return record
    }

    /// Of another schema only that is read: what else it holds is not known.
    private struct Kept: Decodable {
        private enum CodingKeys: CodingKey { case schema }

        let schema: Int
        let record: LiveRecord?

        init(from decoder: any Decoder) throws {
            schema = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .schema)
            record = schema == LiveRecord.currentSchema ? try LiveRecord(from: decoder) : nil
        }
    }
}
