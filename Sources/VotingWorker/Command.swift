import ArgumentParser
import Glibc

@main
struct Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voting-worker",
        abstract: "Moves votes from Redis to PostgreSQL, one row a voter, and loses none.",
        discussion: """
            Takes votes from the Redis list "votes" by way of a processing list of its own, which it takes over again \
            when it is restarted under the same name. Several workers share the queue; the list of one that shows no \
            sign of life for 15 s is taken over by another. Either database may go away at any time. SIGTERM ends it \
            after the batch in hand.
            """,
        version: "0.1.0")

    @Option(help: ArgumentHelp("Where Redis listens.", valueName: "host:port"))
    var redis = SocketAddress(host: "127.0.0.1", port: 6379)

    @Option(help: ArgumentHelp("Connection string of PostgreSQL, as libpq reads it.", valueName: "conninfo"))
    var postgres = "host=127.0.0.1 dbname=postgres user=postgres"

    @Option(help: "Name of this worker; each of several that share the queue needs its own.")
    var name = "worker"

    @Option(
        help: ArgumentHelp(
            "Where to answer scrapes in Prometheus's format; nowhere when left out.", valueName: "host:port"))
    var metrics: SocketAddress?

    @Option(help: "Most votes stored in one transaction.")
    var batch = 500

    @Option(
        help: ArgumentHelp(
            "Time that a transaction's votes take before they are stored, for a worker that is as slow as the stock one.",
            valueName: "seconds"))
    var delay = 0.0

    func validate() throws {
        guard (0...60).contains(delay) else { throw ValidationError("--delay must be between 0 and 60 s.") }
        guard (1...10_000).contains(batch) else { throw ValidationError("--batch must be between 1 and 10000.") }
        guard !name.isEmpty else { throw ValidationError("--name must not be empty.") }
    }

    func run() throws {
        // Redis going away must be an error of a call, not the end of the process.
        _ = signal(SIGPIPE, SIG_IGN)
        let shutdown = ShutdownRequest()
        let counts = WorkerMetrics()
        if let metrics { try MetricsServer(on: metrics, counts).start() }
        Worker(
            redis: redis, conninfo: postgres, name: name, batchSize: batch, delaySeconds: delay, shutdown: shutdown,
            metrics: counts
        ).run()
    }
}
