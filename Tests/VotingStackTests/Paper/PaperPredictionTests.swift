import BootProbe
import Foundation
import Profiles
import ScaleSim
import TestSupport
import Testing
import VotingStack

@Suite("Latencies predicted from a throughput alone")
struct LatencyPredictionTests {
    private func prediction(
        _ model: ThroughputModel, rate: Double = 100, connections: Int = 100, requests: Int = 2000
    ) -> LatencyPrediction {
        LatencyPrediction(
            model, rate: rate, connections: connections, published: [], run: PredictionRun(requests: requests, runs: 5))
    }

    /// In a queue that all wait in, a request is served after those of all others: 7 × 1/7 s at 7 connections and 7/s.
    @Test(
        "by constant service are all N/X, as by hand",
        arguments: [(7.0, 7, 1.0), (250, 100, 0.4), (2238.73, 100, 0.04466817), (1, 1, 1)])
    func constant(rate: Double, connections: Int, seconds: Double) throws {
        let prediction = prediction(.constant, rate: rate, connections: connections)
        #expect(prediction.quantiles.map(\.quantile) == [0.5, 0.9, 0.95, 0.99, 1])
        for quantile in prediction.quantiles {
            // The clock has nanoseconds, of which each of the services in a latency may lose half a one.
            #expect(abs(quantile.seconds.mean - seconds) <= Double(connections) * 0.5e-9 + 1e-8)
        }
    }

    /// Sums of 100 exponential services of 10 ms: of Erlang's distribution, by Wilson and Hilferty's approximation.
    @Test("by one exponential server are sums of as many services as there are connections")
    func erlang() throws {
        let prediction = prediction(.exponential, requests: 20_000)
        for (quantile, normal) in [(0.5, 0.0), (0.9, 1.2816), (0.95, 1.6449)] {
            let spread = 1 / (9.0 * 100)
            let expected = pow(1 - spread + normal * spread.squareRoot(), 3)
            let seconds = try #require(prediction.quantile(quantile)).seconds.mean
            #expect(abs(seconds - expected) < 0.02, "\(quantile)")
        }
    }

    /// All 100 always share the CPU, so that a request takes 100 times its work, which is exponential.
    @Test("by one shared CPU are exponential")
    func shared() throws {
        let prediction = prediction(.shared)
        for quantile in [0.5, 0.9] {
            let seconds = try #require(prediction.quantile(quantile)).seconds.mean
            #expect(abs(seconds / -log(1 - quantile) - 1) < 0.08, "\(quantile)")
        }
    }

    @Test("scale with the throughput, and with nothing else")
    func scale() throws {
        let (slow, quick) = (prediction(.workers, rate: 100), prediction(.workers, rate: 400))
        for (one, other) in zip(slow.quantiles, quick.quantiles) {
            #expect(abs(one.seconds.mean - 4 * other.seconds.mean) < 1e-6)
        }
    }
}

@Suite("The paper's Tables 2 and 3, predicted")
struct PaperPredictionTests {
    private static let prediction = Result {
        PaperPrediction(try PaperTables.published(), run: PredictionRun(requests: 2000, runs: 5))
    }

    private func prediction() throws -> PaperPrediction { try Self.prediction.get() }

    @Test("take each column's throughput and stand beside its latencies")
    func columns() throws {
        let columns = try prediction().columns
        #expect(columns.map(\.number) == [2, 2, 2, 2, 2, 3, 3, 3, 3])
        #expect(columns.map(\.requestsPerSecond).prefix(3) == [2238.73, 2567.29, 4083.43])
        let netbsd = try #require(columns.last)
        #expect(netbsd.system.key == "netbsd" && !netbsd.obeysLittlesLaw)
        #expect(columns.dropLast().allSatisfy { $0.obeysLittlesLaw })
        #expect(netbsd.published.map(\.seconds) == [0.134, 0.152, 0.242])
        for column in columns {
            for quantile in column.predictions.flatMap(\.quantiles) {
                let published = column.published.first { $0.quantile == quantile.quantile }?.seconds
                #expect(quantile.publishedSeconds == published)
                #expect(quantile.relativeError == published.map { (quantile.seconds.mean - $0) / $0 })
            }
        }
    }

    @Test("obey Little's law in every column and model")
    func law() throws {
        for column in try prediction().columns {
            #expect(column.predictions.count >= 3)
            for one in column.predictions {
                #expect(
                    one.obeysLittlesLaw(rate: column.requestsPerSecond, connections: 100),
                    "\(column.system.key), \(one.model)")
            }
        }
    }

    @Test("know of gunicorn's workers where the paper's systems have processes")
    func workers() throws {
        for column in try prediction().columns {
            let hasWorkers = column.predictions.contains { $0.model == ThroughputModel.workers.name }
            #expect(hasWorkers == (column.service == .vote && column.system.key != "rumprun"))
        }
    }

    @Test("meet the medians of all columns that do not contradict themselves, and no tail")
    func errors() throws {
        for column in try prediction().columns where column.obeysLittlesLaw {
            let one = try #require(column.predictions.first { $0.model == ThroughputModel.constant.name })
            #expect(try abs(#require(one.quantile(0.5)?.relativeError)) < 0.1)
            #expect(try #require(one.quantile(1)?.relativeError) < -0.05)
        }
    }

    @Test("are written as Markdown and JSON, and printed in 120 columns")
    func files() throws {
        let prediction = try prediction()
        let folder = try TemporaryDirectory()
        try prediction.write(to: folder.path)
        let markdown = try String(contentsOfFile: folder.file("predictions.md"), encoding: .utf8)
        #expect(markdown.contains("| Ubuntu | 2238.73 | the paper |"))
        #expect(markdown.contains("breaks Little's law"))
        let json = try Data(contentsOf: URL(filePath: folder.file("predictions.json")))
        #expect(try JSONFormat.decode(PaperPrediction.self, from: json) == prediction)
        #expect(prediction.text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}
