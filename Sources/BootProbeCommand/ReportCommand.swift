import ArgumentParser
import BootProbe
import Foundation

/// `bootprobe report`.
struct ReportCommand: ProbeCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Makes a page of one campaign that opens offline.",
        discussion: """
            The page shows medians with their confidence intervals, the distribution of every image and technology with \
            the curve fitted to it, the phases of the boots, all trials in the order in which they ran, what failed and \
            why, and the circumstances. Nothing is trimmed. It is one HTML file that asks for nothing from a network.

            EXAMPLES
              bootprobe report --campaign 2 --output campaign-2.html
            """)

    @OptionGroup var options: CampaignOptions

    @Option(help: "File that takes the page.", completion: .file(extensions: ["html"]))
    var output = "report.html"

    @Option(help: "Python that has the package vl-convert-python; make setup installs one.", completion: .file())
    var python = ".venv/bin/python"

    func execute() throws {
        let (store, campaign) = try options.open()
        try ReportPage.checkRenderer(python: python)
        let progress = ProgressLine()
        progress.begin("fitting", expectedSeconds: 0.2 * Double(campaign.targets.count))
        let profiles = try store.profiles(of: campaign)
        progress.begin("rendering", expectedSeconds: 4)
        let page = CampaignPage(
            campaign, trials: try store.trials(of: campaign.id), profiles: profiles,
            report: try store.report(of: campaign)
        ).page
        let file = URL(fileURLWithPath: output)
        try page.render(to: file, python: python)
        progress.finish()
        print(file.path)
    }
}
