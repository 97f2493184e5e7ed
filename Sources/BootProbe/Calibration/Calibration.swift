import Glibc
import Profiles

/// Measures the probe against stubs that become ready at a known instant on every network path, and against a guest that
/// tells its own.
package struct Calibration: Sendable {
    /// A path that this host cannot offer.
    package struct LeftOut: Sendable {
        package var path: CalibrationPath
        /// What is missing, and the remedy.
        package var reason: String
    }

    private let paths: [CalibrationPath]
    /// Milliseconds after which a stub listens, or a guest whose network is up.
    private let delaysMs: [Double]
    private let trials: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - delaysMs: Known delays, each of which gets `trials` trials on each path.
    ///   - seed: Of the order, and of the part of a millisecond by which each delay is lengthened, so that it falls
    ///     anywhere between two attempts.
    package init(
        paths: [CalibrationPath] = CalibrationPath.allCases, delaysMs: [Double] = [20, 100, 200], trials: Int = 200,
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
        var subjects: [(path: CalibrationPath, subject: any CalibrationSubject)] = []
        defer { for one in subjects { one.subject.remove() } }
        var leftOut: [LeftOut] = []
        for path in paths {
            do throws(BootProbeError) {
                subjects.append((path, try Self.subject(path)))
            } catch  where error.code == .unavailable || error.code == .operatingSystem {
                leftOut.append(LeftOut(path: path, reason: error.description))
            }
        }
        var cells = subjects.flatMap { path, subject in
            delaysMs.map { Cell(path: path, subject: subject, delay: $0 / 1e3) }
        }
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

    private static func subject(_ path: CalibrationPath) throws(BootProbeError) -> any CalibrationSubject {
        switch path {
        case .loopback: try StubBench(.loopback)
        case .lab: try StubBench(.lab)
        case .containerBridge: try StubBench(.containerBridge)
        case .userMode: try StubBench(.userMode)
        case .guest: try GuestBench(run: try Lab.runDirectory())
        }
    }
}

/// A subject and a delay, and what was measured of them.
private struct Cell {
    let path: CalibrationPath
    let subject: any CalibrationSubject
    let delay: Double
    private var delays: [Double] = []
    private var biases: [Double] = []
    private var covered = 0

    init(path: CalibrationPath, subject: any CalibrationSubject, delay: Double) {
        self.path = path
        self.subject = subject
        self.delay = delay
    }

    var result: CalibrationResult? {
        biases.isEmpty ? nil : CalibrationResult(path: path, delays: delays, biases: biases, covered: covered)
    }

    mutating func measure(jitter: Double) throws(BootProbeError) {
        let trial = try subject.trial(delay: delay + jitter)
        delays.append(trial.truth)
        biases.append(trial.seen - trial.truth)
        if trial.isCovered { covered += 1 }
    }
}
