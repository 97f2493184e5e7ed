import ArgumentParser
import BootProbe

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

    @OptionGroup var options: CampaignOptions

    @Option(help: "How the trials are printed.")
    var format = OutputFormat.csv

    func execute() throws {
        let (store, campaign) = try options.open()
        try format.print(try store.export(campaign.id))
    }
}
