import BootProbe
import Profiles
import Synchronization

/// A launcher whose instances exist in memory only, and that counts what is asked of it.
final class FakeLauncher: Launcher {
    struct Counts: Equatable {
        var prepared: [String] = []
        var launched: [Int] = []
        var destroyed: [Int] = []
    }

    let technology: Technology
    let accelerator = Accelerator.none
    let path = NetworkPath.loopback
    private let state = Mutex(Counts())
    private let launchFailure: (@Sendable (InstanceID) -> BootProbeError?)

    init(_ technology: Technology, launchFailure: @escaping @Sendable (InstanceID) -> BootProbeError? = { _ in nil }) {
        self.technology = technology
        self.launchFailure = launchFailure
    }

    var counts: Counts { state.withLock { $0 } }

    func prepare(_ image: ImageManifest) throws(BootProbeError) {
        state.withLock { $0.prepared.append(image.name) }
    }

    func stage(_ image: ImageManifest, as id: InstanceID) -> StagedLaunch {
        StagedLaunch(id: id, endpoint: Endpoint(address: "127.0.1.1", port: 8080)) {
            [self] () throws(BootProbeError) in
            state.withLock { $0.launched.append(id.number) }
            if let error = launchFailure(id) { throw error }
            return FakeInstance(id: id) { [self] in state.withLock { $0.destroyed.append(id.number) } }
        } discard: {
        }
    }

    func shutDown() {}
}

final class FakeInstance: Instance {
    let id: InstanceID
    let endpoint = Endpoint(address: "127.0.1.1", port: 8080)
    let launchedAt = HostInstant.now
    var launchReturnedAt: HostInstant { launchedAt.advanced(bySeconds: 0.25) }
    private let onDestroy: @Sendable () -> Void

    init(id: InstanceID, onDestroy: @escaping @Sendable () -> Void) {
        self.id = id
        self.onDestroy = onDestroy
    }

    func phases() -> [PhaseStamp] { [PhaseStamp(name: "started", at: launchedAt.advanced(bySeconds: 0.125))] }
    func failure() -> String? { nil }
    func cpuSeconds() -> Double? { 0.5 }
    func consoleTail() -> String { "last words of \(id)" }
    func destroy() throws(BootProbeError) { onDestroy() }
}

extension ImageManifest {
    static func fake(_ name: String, on technologies: Technology...) -> ImageManifest {
        ImageManifest(
            name: name, command: [name], port: 8080, readiness: .resp,
            variants: technologies.map { Variant(technology: $0) })
    }
}

extension Provenance {
    static let fake = Provenance(
        host: HostFacts(cpuModel: "fake", logicalCPUs: 2, memoryBytes: 1 << 30, kernel: "6", operatingSystem: "none"))
}

extension CampaignRunner {
    /// A trial whose result `result` makes from the launched instance.
    static func trial(_ result: @escaping @Sendable (any Instance, Cancellation) -> ReadinessResult) -> Trial {
        { staged, image, technology, cancellation throws(BootProbeError) in
            let instance = try staged.launch()
            return TimedLaunch(instance: instance, result: result(instance, cancellation))
        }
    }

    /// A trial whose answer comes `seconds` after the launch call.
    static func answering(after seconds: Double) -> Trial {
        trial { instance, _ in .answered(after: seconds, of: instance) }
    }
}

extension ReadinessResult {
    static func answered(after seconds: Double, of instance: any Instance) -> ReadinessResult {
        func instant(_ offset: Double) -> HostInstant { instance.launchedAt.advanced(bySeconds: seconds + offset) }
        var failures = AttemptCounts()
        failures[.refused] = 3
        return ReadinessResult(
            outcome: .answered(
                FirstAnswer(
                    sentAt: instant(-0.1875), connectedAt: instant(-0.125), firstByteAt: instant(-0.0625),
                    lastByteAt: instant(0), second: SecondAnswer(sentAt: instant(0), lastByteAt: instant(0.03125)))),
            lastFailureSentAt: instant(-0.25), failures: failures)
    }
}
