import Foundation

/// A report: HTML and Vega-Lite charts in the order of reading, rendered to one self-contained file that opens offline.
package struct ReportPage: Sendable {
    /// A part of the page.
    package enum Block: Sendable {
        case html(HTML)
        /// A Vega-Lite specification, and the sentence that says what it shows, which is its caption and alternative
        /// text.
        case chart(JSONValue, caption: String)
    }

    package var title: String
    package var blocks: [Block]

    package init(title: String, blocks: [Block] = []) {
        self.title = title
        self.blocks = blocks
    }

    package mutating func append(_ parts: HTML...) { blocks += parts.map(Block.html) }

    package mutating func append(chart: JSONValue, caption: String) { blocks.append(.chart(chart, caption: caption)) }

    /// Renders to `file` with `python`, an interpreter that has the package vl-convert-python.
    ///
    /// - Throws: `BootProbeError` with the renderer's message.
    package func render(to file: URL, python: String) throws(BootProbeError) {
        guard
            let script = Bundle.module.url(forResource: "render_report", withExtension: "py", subdirectory: "Resources")
        else { throw BootProbeError(.internalFault, "the report renderer is not among the installed resources") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-I", script.path, file.path]
        let input = Pipe()
        let complaints = Pipe()
        process.standardInput = input
        process.standardError = complaints
        do {
            let document = try JSONEncoder().encode(Document(self))
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: document)
            try input.fileHandleForWriting.close()
        } catch {
            throw BootProbeError(
                .unavailable, "cannot render the report with \(python); make setup installs it", underlying: "\(error)")
        }
        let message = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BootProbeError(
                .failed, "cannot render the report \(file.path)",
                underlying: String(decoding: message, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Throws `unavailable` where `python` cannot render a page.
    package static func checkRenderer(python: String) throws(BootProbeError) {
        do throws(BootProbeError) {
            // Not standardised, which would follow a virtual environment's link to the Python that it was made with.
            try HostTool(URL(fileURLWithPath: python).path, ["-I", "-c", "import vl_convert"]).run()
        } catch {
            throw BootProbeError(
                .unavailable, "\(python): cannot render the report; make setup installs a Python that can",
                underlying: error.description)
        }
    }

    /// What the renderer reads.
    private struct Document: Encodable {
        struct Part: Encodable {
            var html: String?
            var chart: JSONValue?
            var caption: String?
        }

        var title: String
        var parts: [Part]

        init(_ page: ReportPage) {
            title = page.title
            parts = page.blocks.map { block in
                switch block {
                case .html(let html): Part(html: html.markup)
                case .chart(let chart, let caption): Part(chart: chart, caption: caption)
                }
            }
        }
    }
}
