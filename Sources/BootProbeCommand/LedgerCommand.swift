import ArgumentParser
import BootProbe
import Profiles

/// `bootprobe ledger`.
struct LedgerCommand: ProbeCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Shows the same trials under each definition of a boot that is in use.",
        discussion: """
            Published boot times end at different events: the start of init, main(), a listening service, an answer. \
            Each line gives the median time from the launch call to one of them, its 95 % confidence interval, its share \
            of the time to the first right answer and what is then left to that answer. Share and rest are medians over \
            trials, not differences of medians.

            Every trial stamps launch call returned, first console byte and the answers, guests their hypervisor process, \
            kernel, init and service. The phases that a manifest names in technologies.TECHNOLOGY.phases, by what is \
            printed, stand here under their own names; main and listening are compared with published definitions. \
            Trials without an event are counted as lacking; an event that had not come when a trial timed out counts as \
            later. Warm-ups and trials that failed are left out.

            EXAMPLES
              bootprobe ledger vote
              bootprobe ledger vote --technology vm --campaign 2 --format markdown
            """)

    @Argument(help: "Name of the image.")
    var image: String

    @OptionGroup var options: CampaignOptions

    @Option(help: "Technology; all that the campaign has measured when left out.")
    var technology: Technology?

    @Option(help: "How the ledger is printed.")
    var format = OutputFormat.text

    func execute() throws {
        let (store, campaign) = try options.open()
        try format.print(try Ledger(of: image, on: technology, in: campaign, trials: store.trials(of: campaign.id)))
    }
}
