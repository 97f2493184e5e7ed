import BootProbe
import ScaleSim

/// What HAProxy is started with. Its servers are not in it: replicas come and go through the runtime API.
package struct HAProxyConfiguration: Sendable, Equatable {
    /// Where voters connect.
    package enum Listener: Sendable, Equatable {
        case address(Endpoint)
        /// A listening socket that HAProxy inherits, for example one of the host's network in a lab.
        case descriptor(Int32)
    }

    /// The result page, which HAProxy passes on so that browsers outside a lab see it.
    package struct ResultPage: Sendable, Equatable {
        package var listener: Listener
        package var server: Endpoint

        package init(listener: Listener, server: Endpoint) {
            self.listener = listener
            self.server = server
        }
    }

    /// Where each service's metrics are found in Prometheus's format, by paths below one listener.
    package struct MetricsPage: Sendable, Equatable {
        package struct Source: Sendable, Equatable {
            /// The path without its slash.
            package var name: String
            package var server: Endpoint

            package init(name: String, server: Endpoint) {
                self.name = name
                self.server = server
            }
        }

        package var listener: Listener
        package var sources: [Source]

        package init(listener: Listener, sources: [Source]) {
            self.listener = listener
            self.sources = sources
        }
    }

    package static let backend = "replicas"

    package var listeners: [Listener]
    package var resultPage: ResultPage?
    package var metricsPage: MetricsPage?
    package var balancing: Balancing
    /// Path of the runtime API's socket, as HAProxy sees it.
    package var socketPath: String
    /// Path of the script by which requests wait for a replica where there is none; nil refuses them.
    package var holdPath: String?
    /// Most connections of voters at once; a further one waits in the kernel.
    package var connectionsMax: Int
    /// Seconds that a voter waits at most for an answer.
    package var answerTimeoutSeconds: Int

    package init(
        listeners: [Listener], resultPage: ResultPage? = nil, metricsPage: MetricsPage? = nil, balancing: Balancing,
        socketPath: String, holdPath: String? = nil,
        connectionsMax: Int = 4_000, answerTimeoutSeconds: Int = 30
    ) {
        self.listeners = listeners
        self.resultPage = resultPage
        self.metricsPage = metricsPage
        self.balancing = balancing
        self.socketPath = socketPath
        self.holdPath = holdPath
        self.connectionsMax = connectionsMax
        self.answerTimeoutSeconds = answerTimeoutSeconds
    }

    /// The text of the configuration file.
    ///
    /// A connection that a replica refuses is tried again elsewhere, which is safe for a vote: nothing was sent. A
    /// request that was sent is not repeated. Servers have no `maxconn`, so requests queue in the replica and not here,
    /// as the simulator has it; and no health checks, whose requests would be load: the autoscaler adds a replica after
    /// its first right answer and removes one that has ended.
    package var text: String {
        let binds = listeners.map { "    bind \(Self.bindAddress($0))" }.joined(separator: "\n")
        return """
            global
                nbthread 1
                maxconn \(connectionsMax)
                stats socket \(socketPath) mode 600 level admin
                stats timeout 10s
            \(holdPath.map { "    lua-load \($0)" } ?? "")

            defaults
                mode http
                timeout connect 2s
                timeout client \(answerTimeoutSeconds)s
                timeout server \(answerTimeoutSeconds)s
                timeout queue \(answerTimeoutSeconds)s
                timeout http-request 5s
                timeout http-keep-alive 5s
                retries 3
                retry-on conn-failure
                option redispatch 1

            frontend voters
            \(binds)
                option forwardfor
                http-request deny deny_status 404 if { path /metrics }
            \(holdPath == nil ? "" : "    http-request lua.hold \(answerTimeoutSeconds) if { nbsrv(\(Self.backend)) eq 0 }")
                default_backend \(Self.backend)

            backend \(Self.backend)
                balance \(Self.algorithm(balancing))
            \(metricsPage == nil ? "" : Self.metricsOfReplicas)
            """ + (resultPage.map(Self.section) ?? "") + (metricsPage.map(Self.section) ?? "")
    }

    /// A scrape names its replica; one that is not there any more must not be answered by another.
    private static let metricsOfReplicas = """
            use-server %[var(txn.replica)] if { var(txn.replica) -m found }
            http-response return status 404 if { var(txn.replica) -m found } !{ srv_name,strcmp(txn.replica) eq 0 }

        """

    private static func section(_ page: ResultPage) -> String {
        """

        frontend viewers
            bind \(bindAddress(page.listener))
            http-request deny deny_status 404 if { path /metrics }
            default_backend result

        backend result
            server result \(page.server)

        """
    }

    private static func section(_ page: MetricsPage) -> String {
        let rules = page.sources.map { "    use_backend metrics-\($0.name) if { path /\($0.name) }" }
        let backends = page.sources.map { source in
            """

            backend metrics-\(source.name)
                http-request set-path /metrics
                server \(source.name) \(source.server)

            """
        }
        return """

            frontend metrics
                bind \(bindAddress(page.listener))
                http-request use-service prometheus-exporter if { path /haproxy }
                http-request set-var(txn.replica) path,field(3,/) if { path_beg /vote/ }
                http-request set-path /metrics if { var(txn.replica) -m found }
            \(rules.joined(separator: "\n"))
                use_backend \(Self.backend) if { var(txn.replica) -m found }

            """ + backends.joined()
    }

    private static func bindAddress(_ listener: Listener) -> String {
        switch listener {
        case .address(let endpoint): "\(endpoint)"
        case .descriptor(let number): "fd@\(number)"
        }
    }

    private static func algorithm(_ balancing: Balancing) -> String {
        switch balancing {
        case .roundRobin: "roundrobin"
        case .leastConnections: "leastconn"
        case .random(let draws): "random(\(draws))"
        case .first: "first"
        }
    }
}
