import BootProbe
import Foundation
import Glibc

/// The fixture command, which launches a page from a real Debian tree inside a lab; the first time builds the tree,
/// which takes minutes and the network.
enum Fixture {
    static var path: String {
        let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: executable ?? "").deletingLastPathComponent().appending(path: "LabFixture").path
    }

    /// Launches `count` instances one after another; `fatal` is a console text that ends a trial as failed.
    static func launch(_ technology: String, count: Int, fatal: String? = nil) throws -> [Launch] {
        let lines = try HostTool(path, ["launch", technology, "\(count)"] + (fatal.map { [$0] } ?? [])).run()
        let reports = lines.filter { $0.hasPrefix("{") }
        return try reports.map { try JSONDecoder().decode(Launch.self, from: Data($0.utf8)) }
    }

    /// What the fixture reports of one launch; times are in seconds since the launch call.
    struct Launch: Decodable {
        var answeredAfter: Double?
        var lowerBound: Double?
        var launchCallSeconds: Double
        var phases: [String: Double]
        var cpuSeconds: Double?
        var secondAnswerSeconds: Double?
        var destroySeconds: Double
        var outcome: String
        var console: String
    }
}
