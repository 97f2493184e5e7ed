import BootProbe
import Foundation
import Synchronization

/// Services that are killed and started again while their stack answers for itself.
final class ServiceRestarts: Sendable {
    private let stack: Stack
    private let threads = Mutex<[String: DedicatedThread<Void, Never>]>([:])
    private let names = Mutex<[String]>([])

    init(of stack: Stack) { self.stack = stack }

    /// Names of the services that are not back yet.
    var underWay: [String] { names.withLock { $0 } }

    /// Does nothing for a service that is being restarted already, or that there is not.
    func begin(_ service: String, afterSeconds seconds: Double) {
        guard stack.services.contains(where: { $0.name == service }) else { return }
        let isNew = names.withLock { names in
            if names.contains(service) { return false }
            names.append(service)
            return true
        }
        guard isNew else { return }
        let thread = DedicatedThread<Void, Never>(name: "restart of \(service)") { [self] in
            do throws(BootProbeError) { try stack.restart(service, afterSeconds: max(0, seconds)) } catch {
                FileHandle.standardError.write(Data("\(service) has not come back: \(error)\n".utf8))
            }
            names.withLock { $0.removeAll { $0 == service } }
        }
        threads.withLock { $0[service] = thread }
    }

    /// Returns once none is under way.
    func wait() {
        for thread in threads.withLock({ Array($0.values) }) { thread.wait() }
    }
}
