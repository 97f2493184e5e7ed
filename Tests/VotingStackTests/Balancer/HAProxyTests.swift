import BootProbe
import ScaleSim
import Testing
import VotingStack

@Suite("HAProxy's statistics")
struct HAProxyStatisticsTests {
    /// The columns of HAProxy 2.6, shortened; rows as it prints them, with a comma at the end of each.
    private static let csv = """
        # pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,rate,
        voters,FRONTEND,,,3,40,4000,1234,9,9,0,0,5,,,,,OPEN,17,
        replicas,replica-0,0,0,2,21,,700,9,9,,0,,4,1,6,2,UP,11,
        replicas,replica-1,1,2,1,20,,534,9,9,,0,,0,0,0,0,DRAIN,6,

        """

    @Test("are read by column name; a column that does not apply counts as 0")
    func parses() throws {
        let rows = try HAProxyStatistics.parse(Self.csv)
        #expect(rows.map(\.service) == ["FRONTEND", "replica-0", "replica-1"])
        #expect(rows.map(\.sessions) == [3, 2, 1])
        #expect(rows.map(\.sessionsTotal) == [1234, 700, 534])
        #expect(rows.map(\.sessionRate) == [17, 11, 6])
        #expect(rows.map(\.queued) == [0, 0, 1])
        #expect(rows.map(\.status) == ["OPEN", "UP", "DRAIN"])
        #expect(rows[1].proxy == "replicas")
        #expect(
            (rows[1].connectionErrors, rows[1].responseErrors, rows[1].retries, rows[1].redispatches) == (4, 1, 6, 2))
    }

    @Test("may have quoted fields with commas and quotes, before the columns that matter")
    func quotes() throws {
        let csv = """
            # note,pxname,svname,qcur,scur,stot,rate,econ,eresp,wretr,wredis,status,
            "a, ""b""\",replicas,r,0,5,6,7,0,0,0,0,UP,
            """
        let row = try #require(try HAProxyStatistics.parse(csv).first)
        #expect((row.service, row.sessions, row.sessionsTotal) == ("r", 5, 6))
    }

    @Test(
        "that are not as documented are an error, not zeros",
        arguments: [
            "", "Unknown command", "# pxname,svname\nreplicas,r\n",
            "# pxname,svname,qcur,scur,stot,rate,econ,eresp,wretr,wredis,status\nreplicas,r,0,many,0,0,0,0,0,0,UP\n",
        ])
    func refuses(_ csv: String) {
        #expect(throws: BootProbeError.self) { try HAProxyStatistics.parse(csv) }
    }
}

@Suite("HAProxy's configuration")
struct HAProxyConfigurationTests {
    private func lines(_ configuration: HAProxyConfiguration) -> [String] {
        configuration.text.split(separator: "\n").map { $0.drop { $0 == " " } }.map(String.init)
    }

    @Test("listens on addresses and on inherited sockets, and has the runtime API's socket for its owner only")
    func listeners() {
        let lines = lines(
            HAProxyConfiguration(
                listeners: [.address(Endpoint(address: "127.0.0.1", port: 8000)), .descriptor(7)],
                balancing: .roundRobin, socketPath: "/srv/data/admin.sock"))
        #expect(lines.contains("bind 127.0.0.1:8000"))
        #expect(lines.contains("bind fd@7"))
        #expect(lines.contains("stats socket /srv/data/admin.sock mode 600 level admin"))
    }

    @Test("answers scrapes on a listener of their own, and hides metrics from voters")
    func metrics() {
        let worker = Endpoint(address: "10.77.0.1", port: 9101)
        let configuration = HAProxyConfiguration(
            listeners: [], metricsPage: .init(listener: .descriptor(11), sources: [.init(name: "w", server: worker)]),
            balancing: .roundRobin, socketPath: "/s")
        let lines = lines(configuration)
        #expect(lines.contains("bind fd@11") && lines.contains("use_backend metrics-w if { path /w }"))
        #expect(lines.contains("server w 10.77.0.1:9101"))
        #expect(lines.contains("http-request deny deny_status 404 if { path /metrics }"))
    }

    @Test("passes the result page on where it is asked to, and only there")
    func resultPage() {
        let server = Endpoint(address: "10.77.0.1", port: 8081)
        let with = HAProxyConfiguration(
            listeners: [], resultPage: .init(listener: .descriptor(9), server: server), balancing: .roundRobin,
            socketPath: "/s")
        #expect(lines(with).contains("bind fd@9"))
        #expect(lines(with).contains("server result 10.77.0.1:8081"))
        let without = HAProxyConfiguration(listeners: [], balancing: .roundRobin, socketPath: "/s")
        #expect(!lines(without).contains { $0.hasPrefix("server") })
    }

    @Test(
        "names the balancing algorithm as HAProxy does",
        arguments: [
            (Balancing.roundRobin, "balance roundrobin"), (.leastConnections, "balance leastconn"),
            (.random(draws: 2), "balance random(2)"),
        ])
    func algorithms(_ balancing: Balancing, _ line: String) {
        let configuration = HAProxyConfiguration(listeners: [], balancing: balancing, socketPath: "/s")
        #expect(lines(configuration).contains(line))
    }

    @Test("has requests wait for a replica by the script, and only where there is none")
    func holding() {
        let with = lines(
            HAProxyConfiguration(
                listeners: [], balancing: .roundRobin, socketPath: "/s", holdPath: "/hold.lua", answerTimeoutSeconds: 9)
        )
        #expect(with.contains("lua-load /hold.lua"))
        #expect(with.contains("http-request lua.hold 9 if { nbsrv(replicas) eq 0 }"))
        let without = lines(HAProxyConfiguration(listeners: [], balancing: .roundRobin, socketPath: "/s"))
        #expect(!without.contains { $0.contains("lua") })
    }

    @Test("repeats a refused connection elsewhere, but never a request that was sent")
    func retries() {
        let lines = lines(HAProxyConfiguration(listeners: [], balancing: .roundRobin, socketPath: "/s"))
        #expect(lines.contains("retry-on conn-failure"))
        #expect(lines.contains("option redispatch 1"))
    }
}
