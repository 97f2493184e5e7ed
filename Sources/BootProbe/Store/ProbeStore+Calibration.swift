import Foundation
import GRDB
import Profiles

extension ProbeStore {
    /// Commits the results of one calibration as one transaction.
    package func record(_ results: [CalibrationResult], host: HostFacts) throws(BootProbeError) {
        try write("recording a calibration") { database in
            for result in results {
                try database.execute(
                    sql: "INSERT INTO calibration (path, host, measured_at, result) VALUES (?, ?, ?, ?)",
                    arguments: [
                        result.path.rawValue, Self.text(host), Self.timestamp(.now), Self.text(result),
                    ])
            }
        }
    }

    /// What `campaign` found, with the bias of the paths that have one worth telling.
    package func report(of campaign: Campaign) throws(BootProbeError) -> CampaignReport {
        var bias: [CalibrationResult] = []
        if let host = campaign.provenance.host, campaign.targets.contains(where: { $0.path == .userMode }) {
            bias = try calibration(of: .userMode, host: host)
        }
        return CampaignReport(campaign, trials: try trials(of: campaign.id), userModeBias: bias)
    }

    /// The newest calibration of `path` on `host`, one result a delay in the order of the delays; empty where there is
    /// none.
    package func calibration(of path: CalibrationPath, host: HostFacts) throws(BootProbeError) -> [CalibrationResult] {
        try read("reading calibrations") { database in
            let texts = try String.fetchAll(
                database, sql: "SELECT result FROM calibration WHERE path = ? AND host = ? ORDER BY id DESC",
                arguments: [path.rawValue, Self.text(host)])
            var newest: [CalibrationResult] = []
            for text in texts {
                let result: CalibrationResult = try Self.value(of: text)
                let isNew = !newest.contains { $0.knownDelayMs.rounded(.down) == result.knownDelayMs.rounded(.down) }
                if isNew { newest.append(result) }
            }
            return newest.sorted { $0.knownDelayMs < $1.knownDelayMs }
        }
    }
}
