import BootProbe
import Profiles

/// What became of the votes of one run behind the page that took them, live or simulated.
package struct VoteFlow: Codable, Sendable, Equatable {
    /// Votes that were cast and not stored yet: the mean over the run, and the most at once.
    package var queuedMean: Double
    package var queuedPeak: Int
    /// From the planned send of a vote until the result page counts it, in seconds; nil where no vote was seen there.
    package var visibleMeanSeconds: Double?
    package var visibleP95Seconds: Double?

    /// One vote, in seconds since the start of the run.
    package struct Vote: Sendable, Equatable {
        package var planned: Double
        /// When it was put on the queue.
        package var queued: Double
        package var stored: Double
        /// nil where it was not seen any more.
        package var visible: Double?

        package init(planned: Double, queued: Double, stored: Double, visible: Double? = nil) {
            self.planned = planned
            self.queued = queued
            self.stored = stored
            self.visible = visible
        }
    }

    package init(_ votes: [Vote], durationSeconds: Double) {
        // Little's law: the area under the queue is what all votes waited together.
        queuedMean = votes.reduce(0) { $0 + max(0, $1.stored - $1.queued) } / durationSeconds
        queuedPeak = Self.peak(votes)
        let delays = votes.compactMap { vote in vote.visible.map { $0 - vote.planned } }.sorted()
        visibleMeanSeconds = delays.isEmpty ? nil : delays.reduce(0, +) / Double(delays.count)
        visibleP95Seconds = delays.isEmpty ? nil : delays[NearestRank.rank(0.95, of: delays.count) - 1]
    }

    private static func peak(_ votes: [Vote]) -> Int {
        let events = votes.flatMap { [($0.queued, 1), (max($0.queued, $0.stored), -1)] }.sorted { $0 < $1 }
        var (now, peak) = (0, 0)
        for (_, change) in events {
            now += change
            peak = max(peak, now)
        }
        return peak
    }
}
