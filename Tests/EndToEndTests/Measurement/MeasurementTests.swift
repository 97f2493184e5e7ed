import BootProbe
import Foundation
import Testing
import TestSupport

extension Launching {
    /// What a user types to measure, to calibrate, to import and to compare.
    @Suite(
        "Measuring from the command line", .enabled(if: HostLacks.forPrograms.areNone, HostLacks.forPrograms.comment))
    struct MeasurementTests {
        private let folder: TemporaryDirectory

        init() throws {
            folder = try TemporaryDirectory()
            try StubImage.write(to: folder)
        }

        private func bootprobe(_ words: String..., status: Int32 = 0) throws -> CommandResult {
            let result = try ProductCommand.run(["bootprobe"] + words, in: folder.path)
            #expect(result.status == status, "\(words.joined(separator: " ")): \(result.output)\n\(result.errors)")
            return result
        }

        private func rows(_ result: CommandResult) throws -> [[String: Any]] {
            try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        }

        @Test("conditions are rows of their own, and every launch of every trial is one in the export")
        func conditions() throws {
            let measured = try bootprobe(
                "measure", "stub.yaml", "--trials", "9", "--concurrent", "1,3", "--resident", "0,2", "--cache",
                "warm,cold")
            for label in ["stub as process ", "stub as process, cold, 3 at once, 2 resident "] {
                #expect(measured.output.contains("\n\(label)"), "\(measured.output)")
            }
            let trials = try rows(try bootprobe("export", "--format", "json"))
            // 8 conditions of 9 trials and a warm-up, half of them of 3 launches.
            #expect(trials.count == 4 * 10 * (1 + 3))
            #expect(trials.allSatisfy { $0["outcome"] as? String == "answered" })
            #expect(trials.allSatisfy { $0["network_path"] as? String == "loopback" })
            let bounds = trials.compactMap { row in
                (row["earliest_s"] as? Double).flatMap { low in
                    (row["time_to_first_response_s"] as? Double).map { (low, $0) }
                }
            }
            #expect(bounds.count == trials.count && bounds.allSatisfy { $0.0 <= $0.1 && $0.0 >= 0 })
            _ = try bootprobe("fit", "--output", "profiles")
            let profile = try folder.read("profiles/stub.process.json")
            #expect(profile.components(separatedBy: "\"concurrent\"").count == 9, "a point of the surface a condition")
            let compared = try bootprobe(
                "compare", "stub.process,cold,concurrent=3,resident=2", "stub.process", "--fail-if", "ratio<0.01")
            #expect(compared.output.contains("stub as process, cold, 3 at once, 2 resident over stub as process"))
        }

        @Test("a quantile is measured until its interval is as narrow as was asked for")
        func untilCI() throws {
            _ = try bootprobe("measure", "stub.yaml", "--until-ci", "40%", "--trials", "400")
            let trials = try rows(try bootprobe("export", "--format", "json"))
            #expect((31...401).contains(trials.count), "\(trials.count) trials")
            let again = try bootprobe("measure", "stub.yaml", "--until-ci", "40%", "--trials", "400")
            #expect(again.output.contains("\(trials.count) of \(trials.count) trials"), "complete: \(again.output)")
            _ = try bootprobe("measure", "stub.yaml", "--until-ci", "2%", "--concurrent", "2", status: 64)
        }

        @Test("calibration tells the bias of every path")
        func calibration() throws {
            let result = try bootprobe("calibrate", "--trials", "8", "--delays", "20", "--format", "json")
            let rows = try rows(result)
            let paths = rows.compactMap { $0["path"] as? String }
            #expect(paths.contains("loopback") && paths.contains("container-bridge"), "\(result.errors)")
            #expect(rows.count == 5 || result.errors.contains("leaving out"))
            for row in rows {
                let median = try #require(row["bias_ms_median"] as? Double)
                // Far below what polling every 100 ms or a repeated SYN would show; the sharp goals are a benchmark's.
                // What a guest says of an answer may come after the answer.
                #expect((row["path"] as? String == "guest" ? -5...50 : -0.1...50).contains(median), "\(row)")
                #expect(try #require(row["bias_ms_p99"] as? Double) >= median)
                #expect(row["trials"] as? Int == 8)
                #expect(try #require(row["known_delay_ms"] as? Double) >= 20)
            }
        }

        @Test("what was measured elsewhere is imported, fitted, compared and gated like a campaign of one's own")
        func imported() throws {
            try folder.write("old.csv", (0..<60).map { "\(0.2 + Double($0 % 20) / 1000)\n" }.joined())
            try folder.write("new.csv", (0..<60).map { "\(0.24 + Double($0 % 20) / 1000)\n" }.joined())
            _ = try bootprobe("import", "csv", "old.csv", "--image", "vote", "--technology", "vm")
            _ = try bootprobe(
                "import", "csv", "new.csv", "--image", "vote", "--technology", "vm", "--database", "new.sqlite")
            let slower = "ratio>1.05 and p<0.01"
            let json = try bootprobe(
                "compare", "new.sqlite:vote.vm", "vote.vm@1", "--fail-if", slower, "--format", "json", status: 1)
            let comparison = try #require(
                JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let ratio = try #require(comparison["ratio"] as? Double)
            #expect((1.15...1.25).contains(ratio))
            #expect(try #require(comparison["ratio_low"] as? Double) <= ratio)
            #expect(comparison["fails"] as? Bool == true)
            _ = try bootprobe("compare", "vote.vm", "new.sqlite:vote.vm", "--fail-if", slower)
            _ = try bootprobe("compare", "vote.vm", "vote.vm", "--fail-if", "rato>1", status: 64)
            let missing = try bootprobe("compare", "vote.process", "vote.vm", status: 65)
            #expect(missing.errors.contains("has no target `vote.process`; it has `vote.vm`"))
            _ = try bootprobe("fit", "--output", "profiles")
            #expect(try folder.read("profiles/vote.vm.json").contains("\"imported\""))
        }
    }
}
