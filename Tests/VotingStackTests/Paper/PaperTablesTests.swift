import BootProbe
import Profiles
import Testing
import VotingStack

@Suite("The paper's tables")
struct PaperTablesTests {
    private let tables: PaperTables

    init() throws { tables = try PaperTables.published() }

    @Test(
        "hold the paper's numbers",
        arguments: [
            (.redis, "PING_INLINE", "ubuntu", 632911.38), (.redis, "PING_BULK", "rumprun", 578034.69),
            (.redis, "GET", "osv", 649350.62), (.redis, "LRANGE_500", "ubuntu-kvm", 14176.35),
            (.redis, "MSET", "netbsd", 1903.96), (.result, "REQUESTS/SEC", "ubuntu", 2238.73),
            (.result, "KBYTE/SEC", "rumprun", 7724.22), (.result, "LATENCY 100%", "osv", 83),
            (.result, "LATENCY 90%", "netbsd", 64), (.vote, "REQUESTS/SEC", "netbsd", 139.121),
            (.vote, "KBYTE/SEC", "netbsd", 1041.65), (.vote, "LATENCY 50%", "rumprun", 934),
            (.vote, "LATENCY 90%", "ubuntu-kvm", 245), (.vote, "REQUESTS/SEC", "osv", nil),
        ] as [(PaperService, String, String, Double?)])
    func values(service: PaperService, row: String, system: String, value: Double?) throws {
        #expect(try #require(tables.table(of: service)).value(row, of: system) == value)
    }

    @Test("are whole: every row has a value for each system")
    func whole() {
        #expect(tables.throughput.map(\.number) == [1, 2, 3])
        #expect(tables.throughput.map(\.rows.count) == [14, 5, 5])
        #expect(tables.throughput.map(\.systems.count) == [5, 5, 4])
        for table in tables.throughput {
            #expect(table.rows.allSatisfy { $0.values.count == table.systems.count })
            #expect(Set(table.systems).isSubset(of: PaperSystem.known.filter { $0.published != nil }.map(\.key)))
        }
        #expect(tables.startUp.rows.map(\.system) == ["ubuntu-kvm", "rumprun", "osv", "netbsd"])
    }

    @Test("say the same as the profiles of the paper")
    func profiles() throws {
        let profiles = try ProfileFiles.read(from: StackResources.path("profiles-paper"))
        #expect(profiles.count == 7)
        for profile in profiles {
            let parts = profile.image.split(separator: "-", maxSplits: 1).map(String.init)
            let service = try #require(PaperService(rawValue: parts[0]))
            let system = parts[1] == "ubuntu" ? "ubuntu-kvm" : parts[1]
            let seconds = try #require(tables.startUp.seconds(service, on: system))
            #expect(profile.boot?.distribution == .deterministic(value: seconds))
            guard let figure = profile.service?.throughput.first else {
                #expect(profile.image == "vote-netbsd", "the only one whose load contradicts itself")
                continue
            }
            let run = try #require(tables.table(of: service)?.run(of: system))
            #expect(figure.requestsPerSecond == run.requestsPerSecond)
            #expect(figure.latencyQuantiles == run.latencyQuantiles)
        }
    }

    /// Between 10 and 21 requests would be in flight there; everywhere else 100 lies within the bounds.
    @Test("obey Little's law for 100 connections, the NetBSD column of Table 3 alone does not")
    func law() throws {
        for table in tables.throughput where table.service != .redis {
            for system in table.systems {
                let run = try #require(table.run(of: system))
                #expect(run.obeysLittlesLaw == (table.service == .result || system != "netbsd"), "\(system)")
            }
        }
        let netbsd = try #require(tables.table(of: .vote)?.run(of: "netbsd"))
        #expect(netbsd.requestsInFlight.lowerBound > 9 && netbsd.requestsInFlight.upperBound < 22)
        #expect(tables.table(of: .redis)?.run(of: "ubuntu") == nil)
    }
}
