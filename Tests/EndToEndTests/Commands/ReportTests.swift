import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite("bootprobe report")
struct ReportTests {
    /// A database with a campaign of one target: eleven trials that answered, one that did not, one that failed.
    static func database(_ folder: TemporaryDirectory) throws {
        let store = try ProbeStore(path: folder.file("probe.sqlite"))
        let image = ImageManifest(
            name: "page", command: ["page"], port: 80, readiness: .resp, variants: [Variant(technology: .process)])
        let target = MeasuredTarget(
            image: "page", technology: .process, accelerator: .none,
            launch: LaunchDescription(image, on: .process), host: try .current())
        let plan = CampaignPlan(seed: 1, targets: [.init(image: "page", technology: .process, trials: 13)])
        let id = try store.campaign(for: plan, targets: [target], provenance: try .current(launchers: []))
        for planned in plan.order() {
            let seconds = 0.25 + 0.01 * Double(planned.position)
            let answer = TrialRecord.Answer(earliestSeconds: seconds, lastByteSeconds: seconds)
            let outcome: TrialRecord.Outcome =
                switch planned.position {
                case 3: .timedOut(seconds: 30)
                case 7: .failed(reason: "<!--<script></script> ended", seconds: 1)
                default: .answered(answer)
                }
            try store.record(
                [TrialRecord(trial: planned, startedAt: .now, outcome: outcome, durationSeconds: seconds)], in: id)
        }
    }

    @Test("makes one page that asks for nothing from outside, with pictures where scripts do not run")
    func page() throws {
        let folder = try TemporaryDirectory()
        try Self.database(folder)
        let result = try ProductCommand.run(
            ["bootprobe", "report", "--python", PythonEnvironment.path], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasSuffix("/report.html\n"))
        let page = SelfContainedPage(try folder.read("report.html"))
        #expect(page.references == [])
        #expect(page.charts == 2)
        #expect(page.markup.components(separatedBy: "<noscript><svg").count == 3)
        #expect(page.markup.components(separatedBy: "role=\"img\" aria-label=\"page. ").count == 3)
        #expect(page.markup.contains("page as process: 1 trials were given up"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "probe.sqlite", "report.html",
            ])
    }

    @Test(
        "says in one message what keeps it from a page",
        arguments: [
            ("--python gone/python", BootProbeError.Code.unavailable, "make setup"),
            ("--python /bin/sh", .unavailable, "make setup"),
            ("--output no/folder/report.html", .cannotCreate, "no/folder/report.html"),
            ("--output .", .cannotCreate, "cannot be written"), ("--campaign 9", .badInput, "no campaign 9"),
            ("--database gone.sqlite", .noInput, "gone.sqlite"),
        ])
    func refusals(options: String, status: BootProbeError.Code, says: String) throws {
        let folder = try TemporaryDirectory()
        try Self.database(folder)
        let python = options.contains("--python") ? [] : ["--python", try PythonEnvironment.path]
        let words = options.split(separator: " ").map(String.init)
        let result = try ProductCommand.run(["bootprobe", "report"] + words + python, in: folder.path)
        #expect(result.status == status.rawValue, "\(result.errors)")
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("bootprobe: ") && result.errors.contains(says), "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["probe.sqlite"])
    }
}
