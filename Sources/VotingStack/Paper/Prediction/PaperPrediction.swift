import BootProbe
import Foundation
import Profiles
import ScaleSim

/// The latencies of the paper's Tables 2 and 3, predicted from each column's throughput alone, beside its own.
package struct PaperPrediction: Codable, Sendable, Equatable {
    package struct Column: Codable, Sendable, Equatable {
        /// Of the table.
        package var number: Int
        package var service: PaperService
        package var system: PaperSystem
        /// All that the predictions know.
        package var requestsPerSecond: Double
        package var published: [LatencyQuantile]
        /// Whether the paper's own rate and latencies agree, so that an error says something of a model.
        package var obeysLittlesLaw: Bool
        package var predictions: [LatencyPrediction]
    }

    package static let currentSchema = 1

    package var schema: Int = PaperPrediction.currentSchema
    package var connections: Int
    package var run: PredictionRun
    package var columns: [Column]
    /// What is to be known before figures are compared.
    package var remarks: [String]
    private var titles: [Int: String]

    package init(_ tables: PaperTables, connections: Int = PaperLoad.httpConnections, run: PredictionRun) {
        self.connections = connections
        self.run = run
        let published = tables.throughput.filter { $0.service == .result || $0.service == .vote }
        titles = Dictionary(uniqueKeysWithValues: published.map { ($0.number, $0.title) })
        columns = published.flatMap { table in
            table.systems.compactMap { Column(table, $0, connections: connections, run: run) }
        }
        remarks = []
        remarks = PredictionRemarks(self).all + published.flatMap(\.contradictions)
    }

    private enum CodingKeys: CodingKey {
        case schema, connections, run, columns, remarks, titles
    }

    /// Numbers of the tables, ascending.
    var tables: [Int] { titles.keys.sorted() }

    func title(of table: Int) -> String { "Table \(table). \(titles[table] ?? "")" }

    /// Writes `predictions.md` and `predictions.json` into `folder`, which is made where it is missing.
    package func write(to folder: String) throws(BootProbeError) {
        try FileSystem.createDirectory(folder)
        try ResultFile.write(Data(markdown.utf8), to: "\(folder)/predictions.md")
        try ResultFile.write(JSONFormat.encode(self), to: "\(folder)/predictions.json")
    }
}

extension PaperPrediction.Column {
    fileprivate init?(_ table: PaperTables.Throughput, _ key: String, connections: Int, run: PredictionRun) {
        guard let published = table.run(of: key), let system = PaperSystem.known.first(where: { $0.key == key }) else {
            return nil
        }
        self.init(
            number: table.number, service: table.service, system: system,
            requestsPerSecond: published.requestsPerSecond, published: published.latencyQuantiles,
            obeysLittlesLaw: published.obeysLittlesLaw != false,
            predictions: ThroughputModel.models(of: table.service, on: system).map { model in
                LatencyPrediction(
                    model, rate: published.requestsPerSecond, connections: connections,
                    published: published.latencyQuantiles, run: run)
            })
    }

    /// Of the paper, in seconds; nil where it has none.
    func published(_ quantile: Double) -> Double? { published.first { $0.quantile == quantile }?.seconds }
}
