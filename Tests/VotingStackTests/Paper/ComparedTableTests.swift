import BootProbe
import Foundation
import Profiles
import Testing
import VotingStack

@Suite("A table of the paper beside ours")
struct ComparedTableTests {
    private func cell(_ table: ComparedTable, _ row: String, _ key: String) throws -> ComparedTable.Cell {
        let column = try #require(table.columns.firstIndex { $0.system.key == key && !$0.isPublished })
        return try #require(table.rows.first { $0.name == row }).cells[column]
    }

    @Test("has the paper's columns in its order, each before what stands for it here, and ours last")
    func columns() throws {
        let table = try SampleResults.table(.redis, [])
        let names = table.columns.map { "\($0.system.key) \($0.isPublished ? "paper" : "here")" }
        #expect(
            names == ["ubuntu", "rumprun", "osv", "ubuntu-kvm", "netbsd"].flatMap { ["\($0) paper", "\($0) here"] }
                + ["container here", "microvm here"])
        #expect(table.rows.map(\.name).first == "PING_INLINE" && table.rows.map(\.name).last == "MSET")
        #expect(table.rows[0].cells[0] == .number(632911.38))
    }

    @Test("finds each command's figure under the name that redis-benchmark gives it today")
    func redis() throws {
        let runs = [
            SampleResults.redis("PING_MBULK", 7), SampleResults.redis("LPUSH (needed to benchmark LRANGE)", 1),
            SampleResults.redis("LPUSH", 2), SampleResults.redis("LRANGE_500 (first 500 elements)", 3),
            SampleResults.redis("MSET (10 keys)", 4),
        ]
        let table = try SampleResults.table(.redis, [SampleResults.entry(.redis, "ubuntu", runs: runs)])
        for (row, value) in [("PING_BULK", 7.0), ("LPUSH", 2), ("LRANGE_500", 3), ("MSET", 4)] {
            #expect(try cell(table, row, "ubuntu") == .number(value))
        }
        #expect(try cell(table, "GET", "ubuntu") == .failed, "a command that has no figure is no gap")
    }

    @Test("shows latencies in milliseconds, and kilobytes as ab tells them")
    func page() throws {
        let entry = SampleResults.entry(.vote, "container", runs: [SampleResults.page(1000, milliseconds: 100)])
        let table = try SampleResults.table(.vote, [entry])
        #expect(try cell(table, "REQUESTS/SEC", "container") == .number(1000))
        #expect(try cell(table, "KBYTE/SEC", "container") == .number(1500))
        #expect(try cell(table, "LATENCY 90%", "container") == .number(100))
    }

    @Test("says what is absent and what to supply, and what failed and why, and shows the others")
    func absentAndFailed() throws {
        let table = try SampleResults.table(
            .vote,
            [
                SampleResults.entry(.vote, "rumprun", absence: "set RUMPRUN_VOTE"),
                SampleResults.entry(.vote, "ubuntu-kvm", failure: "it did not become ready"),
                SampleResults.entry(.vote, "microvm", runs: [SampleResults.page(10, milliseconds: 9, failed: 900)]),
                SampleResults.entry(.vote, "ubuntu", runs: [SampleResults.page(2000, milliseconds: 50)]),
            ])
        #expect(try cell(table, "REQUESTS/SEC", "rumprun") == .absent)
        #expect(try cell(table, "REQUESTS/SEC", "ubuntu-kvm") == .failed)
        #expect(try cell(table, "REQUESTS/SEC", "microvm") == .failed, "a rate of errors is no rate")
        #expect(try cell(table, "REQUESTS/SEC", "ubuntu") == .number(2000))
        #expect(table.supplies == ["vote on Rumprun: set RUMPRUN_VOTE"])
        #expect(table.failures.contains("vote as VM could not be loaded: it did not become ready"))
        #expect(table.failures.contains { $0.hasPrefix("vote as microVM: 900 of 1000 requests failed") })
        let text = table.grouped.text()
        for word in ["absent", "failed", "2000.0", "139.1"] { #expect(text.contains(word), "\(text)") }
    }

    @Test("flags what breaks Little's law, in the paper's columns and in ours, and nothing else")
    func law() throws {
        let table = try SampleResults.table(
            .vote,
            [
                SampleResults.entry(.vote, "ubuntu", runs: [SampleResults.page(2000, milliseconds: 50)]),
                SampleResults.entry(.vote, "container", runs: [SampleResults.page(2000, milliseconds: 5)]),
            ])
        let flags = table.remarks.filter { $0.contains("breaks Little's law") }
        #expect(flags.count == 2, "\(flags)")
        #expect(flags.contains { $0.hasPrefix("the paper's NetBSD (KVM)") && $0.contains("10 to 21 requests") })
        #expect(flags.contains { $0.hasPrefix("vote as container, here") && $0.contains("10 to 10 requests") })
        #expect(try SampleResults.table(.result, []).remarks.allSatisfy { !$0.contains("breaks") })
    }

    /// 1041.65 KB/s of pages of 1.45 KB are 720 requests/s, which 134 ms at 100 connections allow too.
    @Test("tells which of the paper's rates its own kilobytes contradict, and which would agree")
    func pageSize() throws {
        let remarks = try SampleResults.table(.vote, []).remarks.filter { $0.contains("KB an answer") }
        #expect(remarks.count == 1)
        #expect(remarks.first?.hasPrefix("the paper's NetBSD (KVM) received 7.49 KB") == true)
        #expect(remarks.first?.contains("with 720 requests/s both would be right") == true, "\(remarks)")
        #expect(try SampleResults.table(.result, []).remarks.allSatisfy { !$0.contains("KB an answer") })
    }

    @Test("says first that an emulator ran a guest, where one did", arguments: [Accelerator.tcg, .kvm])
    func emulation(accelerator: Accelerator) throws {
        let entry = SampleResults.entry(
            .vote, "ubuntu-kvm", accelerator: accelerator, runs: [SampleResults.page(50, milliseconds: 2000)])
        let first = try SampleResults.table(.vote, [entry]).remarks.first
        #expect(first?.hasPrefix("NOT COMPARABLE with the paper: here VM ran under") == (accelerator == .tcg))
    }

    @Test("wonders about the paper's slow writes, and says what our Redis keeps")
    func writes() throws {
        let runs = [SampleResults.redis("GET", 1000), SampleResults.redis("MSET (10 keys)", 500)]
        let remark = try SampleResults.table(.redis, [SampleResults.entry(.redis, "ubuntu", runs: runs)]).remarks
            .first { $0.contains("times slower than its GET") }
        #expect(remark?.contains("30 to 141 times slower") == true, "\(remark ?? "")")
        #expect(remark?.contains("(--save \"\" --appendonly no)") == true)
        #expect(remark?.contains("Here they are at most 2.0 times slower") == true)
    }

    @Test("has a column of its own for a system that the paper does not know")
    func otherSystem() throws {
        let mine = PaperSystem(supplied: "unikraft")
        let entry = SampleResults.entry(.redis, "unikraft", runs: [SampleResults.redis("GET", 5)])
        let table = try SampleResults.table(.redis, [entry], systems: PaperSystem.known + [mine])
        #expect(try cell(table, "GET", "unikraft") == .number(5))
        #expect(table.grouped.groups.last?.columns == ["container", "microVM", "unikraft"])
    }

    @Test("is written with full precision, and with words for what is not there")
    func json() throws {
        let table = try SampleResults.table(
            .vote, [SampleResults.entry(.vote, "ubuntu", runs: [SampleResults.page(1234.5678, milliseconds: 81)])])
        let object = try #require(
            JSONSerialization.jsonObject(with: JSONFormat.encode(table)) as? [String: Any])
        let row = try #require((object["rows"] as? [[String: Any]])?.first?["cells"] as? [Any])
        #expect(row[0] as? Double == 1040.19 && row[1] as? Double == 1234.5678 && row[3] as? String == "absent")
    }
}

@Suite("Table 4 beside ours")
struct StartUpTableTests {
    private func entry(_ service: PaperService, _ key: String, seconds: [Double]) -> PaperEntry {
        var entry = SampleResults.entry(service, key)
        entry.startUpSeconds = seconds
        let trials = seconds.enumerated().map { index, seconds in
            TrialRecord(
                trial: PlannedTrial(position: index, target: 0, block: index, isWarmUp: false), startedAt: .now,
                outcome: .answered(TrialRecord.Answer(earliestSeconds: seconds, lastByteSeconds: seconds)),
                durationSeconds: seconds)
        }
        entry.startUp = TrialSummary(trials)
        return entry
    }

    @Test("has the paper's rows in its order, and the median with its interval beside its number")
    func rows() throws {
        let results = try SampleResults.results([
            entry(.vote, "ubuntu-kvm", seconds: [11, 12, 13, 14, 15, 16]),
            SampleResults.entry(.result, "ubuntu-kvm", absence: "no emulator"),
        ])
        let table = StartUpTable(results, systems: PaperSystem.known)
        #expect(
            table.rows.map(\.name) == [
                "Ubuntu (KVM) / VM", "Rumprun", "OSv", "NetBSD (KVM)", "process", "container", "microVM",
            ])
        let grouped = table.grouped
        #expect(grouped.map(\.groups.first?.title) == ["vote", "result"])
        #expect(grouped[0].rows[0].cells.prefix(3) == ["9.12 s", "13.50 s", "11.00 s – 16.00 s"])
        #expect(grouped[0].rows[0].cells.suffix(3) == ["6", "0", "0"])
        #expect(grouped[1].rows[0].cells.prefix(2) == ["9.17 s", "absent"])
        #expect(grouped[0].rows[2].cells.first == "–", "the paper has no OSv image of vote")
        #expect(table.supplies.contains("result as VM: no emulator"))
    }

    @Test("tells a target that never answered from one that is absent")
    func failed() throws {
        var dead = SampleResults.entry(.vote, "osv")
        dead.startFailures = ["printed \"Aborted\""]
        let table = StartUpTable(try SampleResults.results([dead]), systems: PaperSystem.known)
        #expect(table.grouped[0].rows[2].cells[1] == "failed")
        #expect(table.failures == ["vote on OSv failed: printed \"Aborted\""])
    }
}
