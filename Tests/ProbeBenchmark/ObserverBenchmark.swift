import BootProbe
import Dispatch
import Foundation
import Glibc
import Profiles
import Synchronization

/// Whether being probed slows a boot: an interpreter starts a web server and says itself when it listens, asked in turn as
/// often as usual and rarely.
struct ObserverBenchmark {
    let trials: Int
    private let image: ImageManifest
    private let launcher: ProcessLauncher
    private let folder: String

    /// Its polling takes less than a hundredth of a CPU.
    private static let rare = ProbePacing(interval: 0.01, busyInterval: 0.01)
    /// Stamps the raw monotonic clock, which is the prober's too, once its listener is there.
    private static let program = """
        import http.server, sys, time
        server = http.server.HTTPServer((sys.argv[1], int(sys.argv[2])), http.server.SimpleHTTPRequestHandler)
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
        print(now, file=open(sys.argv[3] + "/" + sys.argv[1], "w"), flush=True)
        server.serve_forever()
        """

    init(trials: Int) throws(BootProbeError) {
        self.trials = trials
        folder = try Lab.runDirectory().folder("observer")
        image = ImageManifest(
            name: "server", command: ["/usr/bin/python3", "-c", Self.program, "{address}", "{port}", folder],
            port: 8080,
            readiness: .http(path: "/", status: 200, contains: []), variants: [Variant(technology: .process)])
        launcher = ProcessLauncher(run: try Lab.runDirectory()) { recipe throws(BootProbeError) in
            throw BootProbeError(.internalFault, "\(recipe.name): the benchmark's image has no tree")
        }
    }

    func run() throws(BootProbeError) {
        print("\nObserver: launch to listening of a Python web server, probed as usual over probed every 10 ms")
        for concurrent in [1, 2] {
            var samples: [[[IntervalSample]]] = [[], []]
            for index in 0..<2 * trials {
                samples[index % 2].append(try launch(index % 2 == 0 ? ProbePacing() : Self.rare, concurrent))
            }
            guard let comparison = Comparison(ofBatches: samples[0], withBatches: samples[1]) else { continue }
            print("\(concurrent) at once, \(trials) times each: \(comparison.text)")
            print("95th percentiles \(samples.map(Self.upperQuantile).joined(separator: " and "))")
        }
    }

    /// Where a boot shows that shared its CPU with the probe, while medians do not.
    private static func upperQuantile(of batches: [[IntervalSample]]) -> String {
        guard let seconds = QuantileEstimate(0.95, ofBatches: batches)?.seconds else { return "unknown" }
        return String(format: "%.3f s", seconds)
    }

    private func launch(_ pacing: ProbePacing, _ concurrent: Int) throws(BootProbeError) -> [IntervalSample] {
        let outcomes = Mutex<[Result<IntervalSample, BootProbeError>]>([])
        DispatchQueue.concurrentPerform(iterations: concurrent) { number in
            let outcome = Result { () throws(BootProbeError) in try launch(pacing, as: number + 1) }
            outcomes.withLock { $0.append(outcome) }
        }
        return try outcomes.withLock { $0 }.map { outcome throws(BootProbeError) in try outcome.get() }
    }

    private func launch(_ pacing: ProbePacing, as number: Int) throws(BootProbeError) -> IntervalSample {
        let timed = try launcher.timedLaunch(image, as: InstanceID(number: number), pacing: pacing)
        defer { try? timed.instance.destroy() }
        let stamp = try? String(contentsOfFile: "\(folder)/\(timed.instance.endpoint.address)", encoding: .utf8)
        guard timed.result.firstAnswer != nil, let stamp, let listening = Int64(stamp.dropLast()) else {
            throw BootProbeError(.failed, "the benchmark's server did not answer: \(timed.result)")
        }
        let seconds = HostInstant(nanoseconds: listening).seconds(since: timed.instance.launchedAt)
        return IntervalSample(lower: seconds, upper: seconds)
    }
}
