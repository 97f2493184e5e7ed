import BootProbe
import Foundation
import Synchronization

/// The backing services of the voting application, and HAProxy in front of its replicas.
///
/// Data stay in the plan's folder when the stack ends, so the next one finds the votes again. To be used inside a lab,
/// whose end also ends everything here.
package final class Stack: Sendable {
    package let plan: StackPlan
    private let launcher: any Launcher
    private let progress: @Sendable (String) -> Void
    private let firstInstance: Int
    private let running = Mutex<[RunningService]>([])

    private struct RunningService: Sendable {
        var service: StackService
        var instance: any Instance
    }

    /// - Parameters:
    ///   - launcher: Brings the services up as processes.
    ///   - firstInstance: Number of the first service's instance; the following ones count up. A service that is
    ///     restarted keeps its number, or a stack of many restarts would run into those of its replicas.
    ///   - progress: Told a few words before each step.
    package init(
        _ plan: StackPlan, launcher: any Launcher, firstInstance: Int = 900,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.plan = plan
        self.launcher = launcher
        self.firstInstance = firstInstance
        self.progress = progress
    }

    /// HAProxy's runtime API; answers once the stack is up.
    package var haproxy: HAProxy {
        HAProxy(socket: StackPlan.haproxySocket, in: "\(plan.folder)/haproxy")
    }

    /// Starts every service and returns when each has shown that it works.
    ///
    /// - Throws: the reason why one did not come up, with what it printed; those started are ended again.
    package func up() throws(BootProbeError) {
        do throws(BootProbeError) {
            try prepareFolder()
            widenPorts()
            for step in plan.steps {
                progress("starting \(step.map(\.name).joined(separator: ", "))")
                for service in step { try start(service) }
                for service in running.withLock({ $0 }).suffix(step.count) { try awaitReadiness(service) }
            }
        } catch {
            down()
            throw error
        }
    }

    /// Ends every service, the last started first.
    package func down() {
        while let last = running.withLock({ $0.popLast() }) {
            progress("ending \(last.service.name)")
            do throws(BootProbeError) { try last.instance.destroy() } catch {
                progress("\(last.service.name) was not ended: \(error)")
            }
        }
    }

    /// Each service and why it no longer works, nil while it does.
    package var services: [(name: String, failure: String?)] {
        running.withLock { $0 }.map { ($0.service.name, $0.instance.failure()) }
    }

    /// Kills the service `name`, waits for `seconds`, and starts it again on its data; returns when it works.
    package func restart(_ name: String, afterSeconds seconds: Double = 0) throws(BootProbeError) {
        guard let index = running.withLock({ $0.firstIndex { $0.service.name == name } }) else {
            preconditionFailure("no service \(name) runs")
        }
        let old = running.withLock { $0[index] }
        try old.instance.destroy()
        Thread.sleep(forTimeInterval: seconds)
        try removeStaleFiles()
        // Planned anew: what a first start prepares, a second one finds.
        let service = plan.steps.joined().first { $0.name == name } ?? old.service
        let new = RunningService(service: service, instance: try launch(service, index))
        running.withLock { $0[index] = new }
        try awaitReadiness(new)
    }

    private func start(_ service: StackService) throws(BootProbeError) {
        try launcher.prepare(service.manifest)
        let instance = try launch(service, running.withLock { $0.count })
        running.withLock { $0.append(RunningService(service: service, instance: instance)) }
    }

    private func launch(_ service: StackService, _ index: Int) throws(BootProbeError) -> any Instance {
        try launcher.launch(service.manifest, as: InstanceID(number: firstInstance + index))
    }

    private func widenPorts() {
        // A stack with fewer votes a second is better than none.
        do throws(BootProbeError) { try EphemeralPorts.widen() } catch {
            progress("the stack takes at most 470 votes a second: \(error)")
        }
    }

    private func prepareFolder() throws(BootProbeError) {
        try FileSystem.createDirectory(plan.folder)
        for service in plan.steps.joined() where !service.data.isEmpty {
            let folder = "\(plan.folder)/\(service.data)"
            try FileSystem.createDirectory(folder)
            // Services run as users of their own, whose numbers only the tree knows.
            guard unsafe chmod(folder, 0o1777) == 0 else { throw .system("cannot open \(folder) to services", errno) }
        }
        try removeStaleFiles()
        if plan.takesVotes {
            try FileSystem.write(
                Array(StackPlan.hostBasedAuthentication.utf8), to: "\(plan.folder)/postgresql/pg_hba.conf")
        }
        try FileSystem.write(Array(plan.haproxyConfiguration.text.utf8), to: "\(plan.folder)/haproxy/haproxy.cfg")
        try FileSystem.write(
            try FileSystem.read(StackResources.path("haproxy/\(StackPlan.holdScript)")),
            to: "\(plan.folder)/haproxy/\(StackPlan.holdScript)")
    }

    /// Of a PostgreSQL that was killed; its process number may be another's by now.
    private func removeStaleFiles() throws(BootProbeError) {
        try FileSystem.remove("\(plan.folder)/postgresql/data/postmaster.pid")
    }

    private func awaitReadiness(_ running: RunningService) throws(BootProbeError) {
        let deadline = running.instance.launchedAt.advanced(bySeconds: running.service.manifest.timeoutSeconds)
        let failure: String?
        switch running.service.check {
        case .answer(let endpoint, let readiness):
            let probe = try ReadinessProbe(endpoint: endpoint, readiness: readiness)
            let result = probe.run(
                launchedAt: running.instance.launchedAt, deadline: deadline, failure: running.instance.failure)
            failure = result.failureReason
        case .output(let text): failure = awaitOutput(of: running.instance, containing: text, until: deadline)
        }
        guard let failure else { return }
        throw BootProbeError(
            .failed, "\(running.service.name) did not come up: \(failure)",
            underlying: running.instance.consoleTail())
    }

    private func awaitOutput(
        of instance: any Instance, containing text: String, until deadline: HostInstant
    ) -> String? {
        while HostInstant.now < deadline {
            if instance.consoleTail().contains(text) { return nil }
            if let failure = instance.failure() { return failure }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return "it did not print \"\(text)\" in time"
    }
}

extension ReadinessResult {
    /// Why no answer came; nil when one did.
    fileprivate var failureReason: String? {
        switch outcome {
        case .answered: nil
        case .timedOut: "no right answer in time"
        case .failed(_, let reason): reason
        }
    }
}
