/// A stub's next period of readiness, as an instance whose launch call returns at once.
final class StubInstance: Instance {
    let id = InstanceID(number: 0)
    let endpoint: Endpoint
    let launchedAt: HostInstant
    let launchReturnedAt: HostInstant
    private let stub: StubProcess

    static func staged(_ bench: StubBench, delay: Double) -> StagedLaunch {
        let (stub, endpoint, awake) = (bench.stub, bench.endpoint, bench.canStayAwake)
        return StagedLaunch(id: InstanceID(number: 0), endpoint: endpoint, path: bench.path) {
            () throws(BootProbeError) in
            try StubInstance(stub, endpoint, delay: delay, awake: awake)
        } discard: {
        }
    }

    private init(_ stub: StubProcess, _ endpoint: Endpoint, delay: Double, awake: Bool) throws(BootProbeError) {
        self.stub = stub
        self.endpoint = endpoint
        launchedAt = .now
        try stub.open(at: launchedAt.advanced(bySeconds: delay), awake: awake)
        launchReturnedAt = .now
    }

    func phases() -> [PhaseStamp] { [] }
    func failure() -> String? { nil }
    func cpuSeconds() -> Double? { nil }
    func consoleTail() -> String { "" }
    func destroy() throws(BootProbeError) { try stub.close() }
}
