import BootProbe
import TestSupport
import VotingStack

extension VoteTable {
    /// Each voter's option.
    func options() throws(BootProbeError) -> [String: String] {
        Dictionary(uniqueKeysWithValues: try votes().map { ($0.voterID, $0.vote) })
    }

    /// As an audit takes them.
    func rows() throws(BootProbeError) -> [VoteAudit.Row] {
        try votes().map { VoteAudit.Row(voter: $0.voterID, option: $0.vote, takenAt: $0.castAtMicroseconds) }
    }
}
