import Foundation

/// A report: HTML and Vega-Lite charts in the order of reading, rendered to one self-contained file that opens offline.
package struct ReportPage: Sendable {
    /// A part of the page.
    package enum Block: Sendable {
        case html(HTML)
        /// Vega-Lite specifications, and the words that say what they show, which are their caption and alternative
        /// text. A chart whose width is `container` is as wide as the page.
        case charts([JSONValue], caption: String)
    }

    package var title: String
    package var blocks: [Block]

    package init(title: String, blocks: [Block] = []) {
        self.title = title
        self.blocks = blocks
    }

    package mutating func append(_ parts: HTML...) { blocks += parts.map(Block.html) }

    package mutating func append(chart: JSONValue, caption: String) { append(charts: [chart], caption: caption) }

    package mutating func append(charts: [JSONValue], caption: String) {
        if !charts.isEmpty { blocks.append(.charts(charts, caption: caption)) }
    }

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
        let complaints = Pipe()
        process.standardError = complaints
        do {
            process.standardInput = try Self.input(of: JSONEncoder().encode(Document(self)))
            try process.run()
        } catch {
            throw BootProbeError(
                .unavailable, "cannot render the report with \(python); make setup installs it", underlying: "\(error)")
        }
        let message = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let isUnwritable = process.terminationStatus == BootProbeError.Code.cannotCreate.rawValue
            throw BootProbeError(
                isUnwritable ? .cannotCreate : .failed,
                isUnwritable ? "\(file.path): cannot be written" : "cannot render the report \(file.path)",
                underlying: String(decoding: message, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// `document` as a file without a name, since writing into a pipe whose reader has died ends this process.
    private static func input(of document: Data) throws -> FileHandle {
        let path = FileManager.default.temporaryDirectory.appending(path: "bootscale-report-\(UUID().uuidString)")
        try document.write(to: path, options: .withoutOverwriting)
        defer { try? FileManager.default.removeItem(at: path) }
        return try FileHandle(forReadingFrom: path)
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
            var charts: [JSONValue]?
            var caption: String?
        }

        var title: String
        var parts: [Part]

        init(_ page: ReportPage) {
            title = page.title
            parts = page.blocks.map { block in
                switch block {
                case .html(let html): Part(html: html.markup)
                case .charts(let charts, let caption): Part(charts: charts, caption: caption)
                }
            }
        }
    }
}
