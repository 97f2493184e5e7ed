import Glibc
import Profiles

/// Measures the probe against stubs that become ready at a known instant, on every network path.
package struct Calibration: Sendable {
    /// A path that this host cannot offer.
    package struct LeftOut: Sendable {
        package var path: NetworkPath
        /// What is missing, and the remedy.
        package var reason: String
    }

    private let paths: [NetworkPath]
    /// Milliseconds after which the stub listens.
    private let delaysMs: [Double]
    private let trials: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - delaysMs: Known delays, each of which gets `trials` trials on each path.
    ///   - seed: Of the order, and of the part of a millisecond by which each delay is lengthened, so that it falls
    ///     anywhere between two attempts.
    package init(
        paths: [NetworkPath] = NetworkPath.allCases, delaysMs: [Double] = [20, 100, 200], trials: Int = 200,
        seed: UInt64 = 1
    ) {
        precondition(trials > 0 && !delaysMs.isEmpty)
        self.paths = paths
        self.delaysMs = delaysMs
        self.trials = trials
        self.seed = seed
    }

    /// Makes all trials, interleaved in random blocks; to be called in a lab.
    ///
    /// - Throws: where a stub fails or an answer does not come; a path that the host lacks is left out.
    package func run(
        cancellation: Cancellation = Cancellation(), report: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(BootProbeError) -> (results: [CalibrationResult], leftOut: [LeftOut]) {
        var benches: [CalibrationBench] = []
        defer { for bench in benches { bench.remove() } }
        var leftOut: [LeftOut] = []
        for path in paths {
            do throws(BootProbeError) {
                benches.append(try CalibrationBench(path))
            } catch  where error.code == .unavailable || error.code == .operatingSystem {
                leftOut.append(LeftOut(path: path, reason: error.description))
            }
        }
        var cells = benches.flatMap { bench in delaysMs.map { Cell(bench: bench, delay: $0 / 1e3) } }
        var generator = SplitMix64(seed: seed)
        for block in 0..<trials {
            var order = Array(cells.indices)
            generator.shuffle(&order)
            for (place, index) in order.enumerated() {
                if cancellation.isCancelled { return (cells.compactMap(\.result), leftOut) }
                report(block * cells.count + place, trials * cells.count)
                try cells[index].measure(jitter: generator.nextUnit() * 1e-3)
            }
        }
        return (cells.compactMap(\.result), leftOut)
    }
}

/// A path and a delay, and what was measured of them.
private struct Cell {
    let bench: CalibrationBench
    let delay: Double
    private var delays: [Double] = []
    private var biases: [Double] = []
    private var covered = 0

    init(bench: CalibrationBench, delay: Double) {
        self.bench = bench
        self.delay = delay
    }

    var result: CalibrationResult? {
        biases.isEmpty ? nil : CalibrationResult(path: bench.path, delays: delays, biases: biases, covered: covered)
    }

    mutating func measure(jitter: Double) throws(BootProbeError) {
        let launch = try StubInstance.staged(bench, delay: delay + jitter).timed(StubProcess.page, timeoutSeconds: 30)
        let opened = try bench.stub.opened()
        defer { try? launch.instance.destroy() }
        guard let answer = launch.result.firstAnswer, let earliest = launch.earliestSeconds else {
            throw BootProbeError(
                .failed, "the calibration stub on the path \(bench.path.rawValue) did not answer: \(launch.result)")
        }
        let truth = opened.seconds(since: launch.instance.launchedAt)
        let seen = answer.lastByteAt.seconds(since: launch.instance.launchedAt)
        delays.append(truth)
        biases.append(seen - truth)
        // An ideal probe's own exchange would have taken as long as the real one did.
        let exchange = answer.lastByteAt.seconds(since: answer.sentAt)
        if earliest <= truth + exchange, truth <= seen { covered += 1 }
    }
}

/// A stub's next period of readiness, as an instance whose launch call returns at once.
private final class StubInstance: Instance {
    let id = InstanceID(number: 0)
    let endpoint: Endpoint
    let launchedAt: HostInstant
    let launchReturnedAt: HostInstant
    private let stub: StubProcess

    static func staged(_ bench: CalibrationBench, delay: Double) -> StagedLaunch {
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
