import BootProbe
import Foundation
import Profiles
import TestSupport

/// How often nominal 95 % intervals hold the truth, in more simulated campaigns than a test has time for, and how long
/// statistics take.
///
/// Called with a number of campaigns, 2,000 where there is none, and then the names of the parts to run.
@main
struct Benchmark {
    static let parts: [(name: String, run: @Sendable (_ campaigns: Int) -> Void)] = [
        ("quantiles", quantiles), ("ratios", ratios), ("means", means), ("parameters", parameters), ("fits", fits),
        ("warnings", warnings), ("speed", speed),
    ]

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let campaigns = arguments.first.flatMap { Int($0) } ?? 2000
        let wanted = arguments.filter { Int($0) == nil }
        for part in parts where wanted.isEmpty || wanted.contains(part.name) {
            let start = Date.now
            part.run(campaigns)
            print("\(part.name) took \(Int(Date.now.timeIntervalSince(start).rounded(.up))) s\n")
        }
    }

    /// Distributions of 50 values unless said otherwise.
    static let named = zip(["lognormal", "gamma", "bimodal"], SimulatedCampaign.truths)

    static func report(_ title: String, _ names: [String], _ counts: [Int], of campaigns: Int) {
        let shares = zip(names, counts).map { name, count in
            "\(name) \(String(format: "%.1f", 100 * Double(count) / Double(campaigns))) %"
        }
        print("\(title): \(shares.joined(separator: ", "))")
    }
}

extension Distribution {
    /// `gamma 30 0.02`.
    var label: String { ([family] + parameters.map { String(format: "%g", $0) }).joined(separator: " ") }
}
