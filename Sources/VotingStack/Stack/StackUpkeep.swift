import BootProbe
import Foundation
import ScaleSim

/// Makes good, again and again, what broke in a stack that serves: starts services that have ended by themselves,
/// replaces replicas that have, and names those there are to a balancer that was restarted.
package final class StackUpkeep: Sendable {
    private let cancellation = Cancellation()
    private let thread: DedicatedThread<Void, Never>

    /// Begins; `autoscaler` is scraped by nobody else until `end`.
    package init(_ restarts: ServiceRestarts, _ autoscaler: LiveAutoscaler, everySeconds seconds: Double = 1) {
        thread = DedicatedThread(name: "upkeep") { [cancellation] in
            let start = HostInstant.now
            while !cancellation.isCancelled {
                restarts.reviveEnded()
                autoscaler.scrape(at: SimTime(seconds: HostInstant.now.seconds(since: start)))
                Thread.sleep(forTimeInterval: seconds)
            }
        }
    }

    package func end() {
        cancellation.cancel()
        thread.wait()
    }
}
