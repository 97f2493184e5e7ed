import BootProbe
import Foundation
import Synchronization

/// Services that are killed and started again while their stack answers for itself.
package final class ServiceRestarts: Sendable {
    /// So long a service that has ended by itself stays down: one that cannot run would otherwise do nothing but start.
    private static let pauseSeconds = 1.0

    private let stack: Stack
    private let threads = Mutex<[String: DedicatedThread<Void, Never>]>([:])
    private let names = Mutex<[String]>([])

    package init(of stack: Stack) { self.stack = stack }

    /// Names of the services that are not back yet.
    package var underWay: [String] { names.withLock { $0 } }

    /// Does nothing, and returns false, for a service that is being restarted already, or that there is not.
    @discardableResult
    package func begin(_ service: String, afterSeconds seconds: Double) -> Bool {
        guard stack.services.contains(where: { $0.name == service }) else { return false }
        let isNew = names.withLock { names in
            if names.contains(service) { return false }
            names.append(service)
            return true
        }
        guard isNew else { return false }
        let thread = DedicatedThread<Void, Never>(name: "restart of \(service)") { [self] in
            do throws(BootProbeError) { try stack.restart(service, afterSeconds: max(0, seconds)) } catch {
                log("\(service) has not come back: \(error)")
            }
            names.withLock { $0.removeAll { $0 == service } }
        }
        threads.withLock { $0[service] = thread }
        return true
    }

    /// Begins to start every service that has ended by itself, as Redis does when its disk is full.
    package func reviveEnded() {
        // Asked for before the services: one that comes back in between must not be taken for ended.
        let underWay = self.underWay
        for (name, failure) in stack.services where !underWay.contains(name) {
            guard let failure else { continue }
            log("\(name) is started again: \(failure)")
            begin(name, afterSeconds: Self.pauseSeconds)
        }
    }

    private func log(_ message: String) { FileHandle.standardError.write(Data("\(message)\n".utf8)) }

    /// Returns once none is under way.
    package func wait() {
        for thread in threads.withLock({ Array($0.values) }) { thread.wait() }
    }
}
