import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport
import VotingStack

extension Launching {
    /// The first run builds a Debian tree, which takes minutes and the network.
    @Suite(
        "The paper's tables from the command line",
        .enabled(if: HostLacks.forProcesses.areNone, HostLacks.forProcesses.comment))
    struct PaperTests {
        private let folder: TemporaryDirectory

        /// Supplies vote on an `osv` that answers, Redis on a `rumprun` that does not, and a web server for no column.
        init() throws {
            folder = try TemporaryDirectory()
            try StubImage.write(to: folder)
            let stub = try folder.read("stub.yaml")
            try folder.write("images/vote.yaml", stub.replacing("name: stub", with: "name: vote-osv"))
            try folder.write("images/web.yaml", stub.replacing("name: stub", with: "name: web"))
            try folder.write(
                "images/redis.yaml",
                "name: redis-rumprun\ncommand: [\"false\"]\nport: 6379\nreadiness: resp\ntechnologies: {process: }\n")
        }

        private func paper() throws -> CommandResult {
            try ProductCommand.run(
                [
                    "scalesim", "paper", "--technologies", "process", "--images", "images", "--output", "out",
                    "--trials",
                    "2", "--ab-requests", "1000", "--redis-requests", "20000", "--python", try PythonEnvironment.path,
                ], in: folder.path, seconds: 120)
        }

        @Test("are measured beside the paper's, with what is absent, and nothing is measured twice")
        func tables() throws {
            let run = try paper()
            #expect(run.status == 0, "\(run.output)\n\(run.errors)")
            let said = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for words in [
                "Table 1. ", "Table 2. ", "Table 3. ", "Table 4. ", "Ignored in images, being named for no service",
                "FAILED: redis on Rumprun could not be loaded",
                "To supply: vote on Rumprun: put a manifest named vote-rumprun",
                "the paper's NetBSD (KVM) breaks Little's law", "the report: \(folder.file("out/report.html"))",
            ] {
                #expect(said.contains(words), "\(words): \(run.output)")
            }
            #expect(try folder.read("out/tables.md").contains("| Ubuntu: paper | Ubuntu: process |"))
            let page = SelfContainedPage(try folder.read("out/report.html"))
            #expect(page.references == [] && page.charts == 2 * 3 + 2)
            try checkFigures()
            try checkSecondRun()
        }

        /// In `paper.json`: every command of Table 1, both pages, the stub in OSv's place.
        private func checkFigures() throws {
            let data = try Data(contentsOf: URL(filePath: folder.file("out/paper.json")))
            let file = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
            let tables = try #require(file["tables"] as? [[String: Any]])
            #expect(tables.map { $0["number"] as? Int } == [1, 2, 3])
            for table in tables {
                let columns = try #require(table["columns"] as? [[String: Any]])
                func column(_ key: String) throws -> Int {
                    try #require(
                        columns.firstIndex {
                            ($0["system"] as? [String: Any])?["key"] as? String == key
                                && $0["is_published"] as? Bool == false
                        })
                }
                let (process, osv, rumprun) = (try column("ubuntu"), try column("osv"), try column("rumprun"))
                for row in try #require(table["rows"] as? [[String: Any]]) {
                    let cells = try #require(row["cells"] as? [Any])
                    #expect((cells[process] as? Double ?? 0) > 0, "\(row)")
                    #expect(table["number"] as? Int != 3 || (cells[osv] as? Double ?? 0) > 0, "\(row)")
                    #expect(cells[rumprun] as? String == (table["number"] as? Int == 1 ? "failed" : "absent"))
                }
            }
        }

        /// A run without its report is an interrupted one: it is continued, and finds all that it needs.
        private func checkSecondRun() throws {
            func runs() throws -> [[ThroughputResult]] {
                let store = try ProbeStore(path: folder.file("out/probe.sqlite"), access: .read)
                return try store.loadedTargets().map { try store.throughput(of: $0) }
            }
            let before = try runs()
            try FileManager.default.removeItem(atPath: folder.file("out/report.html"))
            #expect(try paper().status == 0)
            #expect(try runs() == before)
            #expect(try ProbeStore(path: folder.file("out/probe.sqlite"), access: .read).campaigns().count == 1)
        }
    }
}
