import BootProbe
import Foundation
import Profiles

/// The numbers that the paper printed: its Tables 1 to 4, in its order.
package struct PaperTables: Codable, Sendable, Equatable {
    /// A row of the Tables 1 to 3: a figure by system.
    package struct Row: Codable, Sendable, Equatable {
        package var name: String
        /// In the order of the table's systems.
        package var values: [Double]
    }

    package struct Throughput: Codable, Sendable, Equatable {
        package var number: Int
        package var service: PaperService
        package var title: String
        /// Keys of systems.
        package var systems: [String]
        package var rows: [Row]

        /// The value of `row` for `system`; nil where the paper has none.
        package func value(_ row: String, of system: String) -> Double? {
            guard let column = systems.firstIndex(of: system) else { return nil }
            return rows.first { $0.name == row }?.values[column]
        }
    }

    package struct StartUp: Codable, Sendable, Equatable {
        package struct Row: Codable, Sendable, Equatable {
            package var system: String
            /// Seconds; nil where the paper has a dash.
            package var vote: Double?
            package var result: Double?
        }

        package var number: Int
        package var title: String
        package var rows: [Row]

        /// Seconds of `service` on `system`; nil where the paper has none.
        package func seconds(_ service: PaperService, on system: String) -> Double? {
            let row = rows.first { $0.system == system }
            return service == .vote ? row?.vote : service == .result ? row?.result : nil
        }
    }

    package var citation: String
    package var host: String
    package var throughput: [Throughput]
    package var startUp: StartUp

    /// As they ship with the library.
    package static func published() throws(BootProbeError) -> PaperTables {
        let path = StackResources.path("paper/tables.json")
        do {
            return try JSONFormat.decode(PaperTables.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw BootProbeError(.internalFault, "\(path): the paper's tables cannot be read", underlying: "\(error)")
        }
    }

    /// The table of `service`; nil for what the paper did not load.
    package func table(of service: PaperService) -> Throughput? { throughput.first { $0.service == service } }
}

extension PaperTables.Throughput {
    /// A column of the paper as a load run of ab, by which the same checks hold for it; nil where it is none.
    ///
    /// The least latency is not published, and taken as 0.
    package func run(of system: String) -> ThroughputResult? {
        guard let rate = value(PaperRow.requestsPerSecond, of: system) else { return nil }
        let quantiles = PaperRow.latencies.compactMap { name, quantile in
            value(name, of: system).map { LatencyQuantile(quantile: quantile, seconds: $0 / 1000) }
        }
        var run = ThroughputResult(
            tool: .apacheBench, operation: "GET /", connections: PaperLoad.httpConnections, requests: 0,
            requestsPerSecond: rate, minimumLatencySeconds: 0, latencyQuantiles: quantiles)
        run.kilobytesPerSecond = value(PaperRow.kilobytesPerSecond, of: system)
        return run
    }
}
