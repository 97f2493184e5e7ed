import BootProbe
import Foundation
import Testing

@Suite("reports")
struct ReportTests {
    @Test("text and attributes are escaped")
    func escaping() {
        let hostile = #"<script>alert("x & y")</script>"#
        let markup = HTML.element("p", class: "\"><b>", .text(hostile)).markup
        #expect(
            markup
                == "<p class=\"&quot;&gt;&lt;b&gt;\">&lt;script&gt;alert(&quot;x &amp; y&quot;)&lt;/script&gt;</p>")
    }

    @Test("numbers that JSON cannot write become gaps")
    func notFinite() throws {
        let document: JSONValue = ["a": .number(.infinity), "b": 1.5]
        let text = String(decoding: try JSONEncoder().encode(document), as: UTF8.self)
        #expect(text.contains("\"a\":null"))
        #expect(text.contains("\"b\":1.5"))
    }

    @Test("a page is one file that asks for nothing from a network, and hostile chart data stay data")
    func rendering() throws {
        let python = URL(fileURLWithPath: ".venv/bin/python").path
        try #require(
            FileManager.default.isExecutableFile(atPath: python), "run make setup: it installs the report's renderer")
        var page = ReportPage(title: "A <title>")
        page.append(.element("h1", "Boot times"))
        page.append(
            chart: [
                "data": ["values": [["x": 1, "y": "</script><b>"]]], "mark": "point",
                "encoding": ["x": ["field": "x"], "y": ["field": "y", "type": "nominal"]],
            ], caption: "One point & no more")
        let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "report.html")
        try page.render(to: file, python: python)
        let document = try String(contentsOf: file, encoding: .utf8)
        #expect(document.contains("<title>A &lt;title&gt;</title>"))
        #expect(document.contains("One point &amp; no more"))
        #expect(!document.contains("</script><b>"))
        #expect(document.contains("<noscript><svg"))
        let markup = document.prefix(upTo: try #require(document.range(of: "<script type=\"module\">")).lowerBound)
        let fetchesSomething = markup.contains(/<(link|img|iframe)\b|<script[^>]+src=/)
        #expect(!fetchesSomething)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.html"])
    }
}
