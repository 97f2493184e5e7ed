import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite("Tables of results")
struct ReportTableTests {
    struct Row {
        var image: String
        var seconds: Double?
        var remark = ""
    }

    static func table(_ rows: Row...) -> ReportTable {
        ReportTable(
            rows,
            columns: [
                .text("target", "image", "technology") { .target($0.image, .vm) },
                .number("median", "median_s") { .time($0.seconds) },
                .number("interval", "lower_s", "upper_s") { .interval($0.seconds, nil) },
                .text(nil, "hidden") { _ in .text("for programs") }, .text("remark") { .text($0.remark) },
            ])
    }

    @Test("people see aligned columns and units that suit the number")
    func text() {
        let table = Self.table(Row(image: "vote", seconds: 1.0 / 3, remark: "slow"), Row(image: "r"))
        #expect(
            table.text == """
                target      median    interval  remark
                vote as VM  333 ms  333 ms – ?  slow
                r as VM          –           –
                """)
    }

    @Test("programs get one value a column in full precision, and nothing that was only worded")
    func csv() {
        let table = Self.table(Row(image: "a,\"b\"\nc", seconds: 1.0 / 3, remark: "slow"))
        #expect(
            table.csv == """
                image,technology,median_s,lower_s,upper_s,hidden
                "a,""b""
                c",vm,0.3333333333333333,0.3333333333333333,,for programs

                """)
    }

    @Test("Markdown shows hostile text as it is, within its cell")
    func markdown() {
        let table = Self.table(Row(image: "a|b", seconds: 2, remark: "<script>`x`\n*_[&]\\"))
        #expect(
            table.markdown == #"""
                | target | median | interval | remark |
                | --- | --: | --: | --- |
                | a\|b as VM | 2.00 s | 2.00 s – ? | &lt;script>\`x\`<br>\*\_\[&amp;\]\\ |
                """#)
    }

    @Test("HTML has the columns for people, with numbers set right")
    func html() {
        let markup = HTML.table(caption: "times", Self.table(Row(image: "<b>", seconds: 2))).markup
        #expect(markup.contains("<caption><span>times</span></caption>") && markup.contains("&lt;b&gt; as VM"))
        #expect(markup.contains("<td class=\"number\">2.00 s</td>") && !markup.contains("for programs"))
    }

    @Test(
        "times are shown in the unit that suits them",
        arguments: [
            (0, "0.00 ms"), (0.002_134, "2.13 ms"), (0.009_99, "9.99 ms"), (0.009_996, "10.0 ms"),
            (0.099_96, "100 ms"), (0.3468, "347 ms"), (0.9996, "1.00 s"), (12.345, "12.35 s"), (1e300, nil),
        ])
    func times(seconds: Double, text: String?) {
        if let text { #expect(Decimals.time(seconds) == text) } else { #expect(Decimals.time(seconds).hasSuffix(" s")) }
    }

    @Test("a report is printed with title and remarks in text and Markdown, and with its table alone as CSV")
    func report() throws {
        let directory = try TemporaryDirectory()
        let (store, campaign) = try CampaignReportTests.measured(directory)
        let report = CampaignReport(campaign, trials: try store.trials(of: campaign.id))
        #expect(report.text.hasPrefix("campaign 1, seed 5, 11 of 11 trials: time to first response\n"))
        #expect(report.markdown.contains("\n\n| target |"))
        #expect(report.markdown.hasSuffix("\n\n- vote as container failed: launch: no, \"never\""))
        let lines = report.table.csv.split(separator: "\n")
        #expect(lines[0].hasPrefix("image,technology,accelerator,cache,concurrent,resident,network_path,median_s,"))
        #expect(lines[1].hasPrefix("vote,process,none,warm,1,0,loopback,0.5,") && lines.count == 3)
    }

    @Test("a campaign's trials are a table for people too")
    func trials() throws {
        let directory = try TemporaryDirectory()
        let (store, campaign) = try CampaignReportTests.measured(directory)
        let table = try store.export(campaign.id)
        #expect(table.table.csv == table.csv)
        #expect(table.markdown.split(separator: "\n").count == 13)
        #expect(table.text.hasPrefix("campaign  position  member  block  warm_up  image  technology"))
    }
}
