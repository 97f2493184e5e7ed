import BootProbe
import ScaleSim

/// One replica of a live run, from its launch to its end; replicas are numbered in the order of their launches.
struct LiveReplica: Sendable {
    let number: Int
    var state = Replica.State.booting
    /// When its launch was decided; from the launch on, when the launch call was made.
    var launchedAt: HostInstant
    /// Its first right answer.
    var readyAt: HostInstant?
    var drainedAt: HostInstant?
    var goneAt: HostInstant?
    /// Nil until its launch call has returned.
    var instance: (any Instance)?
    /// Whether the balancer knows it.
    var isRouted = false
    var usage: UsageWindow
    /// Why it ended before anybody wanted it to.
    var failure: String?

    var name: String { Self.name(number) }

    static func name(_ number: Int) -> String { "replica-\(number)" }
}
