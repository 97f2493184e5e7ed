import ArgumentParser
import BootProbe
import Profiles

/// `bootprobe fit`.
struct Fit: ProbeCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes profiles from what was measured.",
        discussion: """
            For each image and technology of a campaign, its times to first response are fitted by the shifted \
            lognormal, gamma and Weibull distributions, with the interval that polling leaves and time-outs honoured. \
            The fit with the least AIC is taken, unless fewer than 8 trials answered or a bootstrapped Anderson–Darling \
            test refuses it (p < 0.05): then the measured values themselves. Load runs of the same image and technology \
            become the service part.

            One file a profile, IMAGE.TECHNOLOGY.json, is written into --output; scalesim reads them.

            EXAMPLES
              bootprobe fit --database out/demo/probe.sqlite --output out/demo/profiles
            """)

    @OptionGroup var options: CampaignOptions

    @Option(help: "Directory that takes the profiles; made where there is none.", completion: .directory)
    var output = "profiles"

    @Option(help: "How results are printed.")
    var format = OutputFormat.text

    func execute() throws {
        let (store, campaign) = try options.open()
        let progress = ProgressLine()
        progress.begin("fitting", expectedSeconds: 0.2 * Double(campaign.targets.count))
        let profiles = try store.profiles(of: campaign)
        progress.finish()
        guard !profiles.isEmpty else {
            throw BootProbeError(.badInput, "\(options.database): no trial of campaign \(campaign.id) has answered")
        }
        let files = try ProfileFiles.write(profiles, to: output)
        try format.print(FitReport(profiles, files: files))
    }
}
