import BootProbe
import Foundation
import GRDB
import Testing
import TestSupport

@Suite("Probe database")
struct ProbeStoreTests {
    @Test("a file that is no database, not ours, or newer is refused by name")
    func refusals() throws {
        let directory = try TemporaryDirectory()
        try directory.write("text", String(repeating: "not a database\n", count: 100))
        try DatabaseQueue(path: directory.file("other")).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        _ = try ProbeStore(path: directory.file("newer"))
        try DatabaseQueue(path: directory.file("newer")).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        for (name, fragment) in [
            ("text", "nor any SQLite database"), ("other", "not a probe database"), ("newer", "has schema 99"),
        ] {
            for access in [ProbeStore.Access.read, .write] {
                let error = #expect(throws: BootProbeError.self) {
                    try ProbeStore(path: directory.file(name), access: access)
                }
                #expect(error?.code == .badInput)
                #expect(error?.message.contains(fragment) == true && error?.message.contains(name) == true)
            }
        }
        let tables = try DatabaseQueue(path: directory.file("other")).read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master")
        }
        #expect(tables == ["t"], "what is not ours is left as it was")
    }

    @Test("reading needs a file, writing a directory")
    func missing() throws {
        let directory = try TemporaryDirectory()
        let absent = #expect(throws: BootProbeError.self) {
            try ProbeStore(path: directory.file("absent"), access: .read)
        }
        #expect(absent?.code == .noInput)
        #expect(!FileManager.default.fileExists(atPath: directory.file("absent")))
        let nowhere = #expect(throws: BootProbeError.self) { try ProbeStore(path: directory.file("no/where")) }
        #expect(nowhere?.code == .cannotCreate)
    }

    @Test("a trial that another run has recorded is an error that says so")
    func twoWriters() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let plan = CampaignPlan(seed: 1, targets: [.init(image: "vote", technology: .process, trials: 1)])
        let image = ImageManifest.fake("vote", on: .process)
        let target = MeasuredTarget(image: image, launcher: FakeLauncher(.process), host: Provenance.fake.host)
        let campaign = try store.campaign(for: plan, targets: [target], provenance: .fake)
        let record = TrialRecord(
            trial: plan.order()[0], startedAt: .now, outcome: .timedOut(seconds: 30), durationSeconds: 1)
        try store.record([record], in: campaign)
        let error = #expect(throws: BootProbeError.self) { try store.record([record], in: campaign) }
        #expect(error?.message.contains("another bootprobe") == true)
        #expect(try store.trials(of: campaign).count == 1)
    }

    @Test("asking for a campaign that is not there names those that are")
    func unknownCampaign() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let error = #expect(throws: BootProbeError.self) { try store.campaign(CampaignID(number: 4)) }
        #expect(error?.message.contains("no campaign 4; it holds none") == true)
    }

    @Test("the file of a closed store stands alone: nothing lies beside it, and a copy holds everything")
    func oneFile() throws {
        let directory = try TemporaryDirectory()
        do {
            let store = try ProbeStore(path: directory.file("probe.sqlite"))
            _ = try store.campaign(for: CampaignPlan(seed: 1, targets: []), targets: [], provenance: .fake)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["probe.sqlite"])
        let copy = directory.file("copy.sqlite")
        try FileManager.default.copyItem(atPath: directory.file("probe.sqlite"), toPath: copy)
        #expect(try ProbeStore(path: copy, access: .read).campaigns().count == 1)
    }

    @Test("a database that somebody reads all the while can be opened for writing")
    func writeWhileReading() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("probe.sqlite")
        _ = try ProbeStore(path: path).campaign(for: CampaignPlan(seed: 1, targets: []), targets: [], provenance: .fake)
        let readers = try (0..<3).map { _ in try ProbeStore(path: path, access: .read) }
        for seed in 2..<6 {
            let store = try ProbeStore(path: path)
            _ = try store.campaign(
                for: CampaignPlan(seed: UInt64(seed), targets: []), targets: [], provenance: .fake)
        }
        for reader in readers { #expect(try reader.campaigns().count == 5) }
    }

    @Test("a database that is being written to can be read meanwhile")
    func readWhileWriting() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        _ = try store.campaign(for: CampaignPlan(seed: 1, targets: []), targets: [], provenance: .fake)
        let reader = try ProbeStore(path: directory.file("probe.sqlite"), access: .read)
        #expect(try reader.campaigns().count == 1)
        _ = try store.campaign(for: CampaignPlan(seed: 2, targets: []), targets: [], provenance: .fake)
        #expect(try reader.campaigns().count == 2)
    }

    @Test("what a killed writer left half written is rolled back for a reader too")
    func hotJournal() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("probe.sqlite")
        _ = try ProbeStore(path: path).campaign(for: CampaignPlan(seed: 1, targets: []), targets: [], provenance: .fake)
        try FileManager.default.createDirectory(atPath: directory.file("killed"), withIntermediateDirectories: false)
        let killed = directory.file("killed/probe.sqlite")
        let writer = try DatabaseQueue(path: path)
        try writer.inDatabase { database in
            // So small a cache that pages are written before the commit, as the journal is before them.
            try database.execute(sql: "PRAGMA cache_size = 2; BEGIN EXCLUSIVE; DELETE FROM campaign")
            for number in 0..<500 {
                try database.execute(
                    sql: "INSERT INTO campaign (plan, provenance, started_at) VALUES (?, '', '')",
                    arguments: [String(repeating: "\(number)", count: 100)])
            }
            try FileManager.default.copyItem(atPath: path, toPath: killed)
            try FileManager.default.copyItem(atPath: path + "-journal", toPath: killed + "-journal")
            try database.execute(sql: "ROLLBACK")
        }
        #expect(try ProbeStore(path: killed, access: .read).campaigns().map(\.plan.seed) == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("killed")) == ["probe.sqlite"])
    }
}
