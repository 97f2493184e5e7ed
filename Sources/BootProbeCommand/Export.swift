import ArgumentParser
import BootProbe
import Foundation
import Profiles

/// `bootprobe export`.
struct Export: ProbeCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints all trials of a campaign, in the order in which they were planned.",
        discussion: """
            One row a trial, warm-ups, time-outs and failures included. Columns that end in _s are seconds since the \
            launch call, on the host's raw monotonic clock; time_to_first_response_s lies at most the time between \
            last_failed_attempt_s and sent_s after the instant at which the answer could first have come.

            EXAMPLES
              bootprobe export > trials.csv
              bootprobe export --campaign 2 --format json | jq '.[] | select(.outcome == "failed") | .reason'
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv
        case json
    }

    @OptionGroup var options: CampaignOptions

    @Option(help: "How the trials are printed: csv or json.")
    var format = Format.csv

    func execute() throws {
        let (store, campaign) = try options.open()
        let table = try store.export(campaign.id)
        switch format {
        case .csv: FileHandle.standardOutput.write(Data(table.csv.utf8))
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(table))
        }
    }
}
