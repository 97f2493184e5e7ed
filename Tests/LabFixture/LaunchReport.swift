import BootProbe
import Foundation

/// What a test is told of one launch, as a line of JSON.
struct LaunchReport: Encodable {
    private var answeredAfter: Double?
    private var lowerBound: Double?
    private var launchCallSeconds: Double
    private var phases: [String: Double]
    private var cpuSeconds: Double?
    private var secondAnswerSeconds: Double?
    private var outcome: String
    private var console: String
    private var destroySeconds = 0.0

    init(_ launch: TimedLaunch) {
        let instance = launch.instance
        answeredAfter = launch.timeToFirstResponse
        lowerBound = launch.earliestSeconds
        launchCallSeconds = instance.launchReturnedAt.seconds(since: instance.launchedAt)
        phases = Dictionary(
            uniqueKeysWithValues: instance.phases().map { ($0.name, $0.at.seconds(since: instance.launchedAt)) })
        cpuSeconds = instance.cpuSeconds()
        secondAnswerSeconds = launch.result.firstAnswer?.second?.seconds
        outcome = "\(launch.result.outcome)"
        console = instance.consoleTail()
    }

    func line(destroySeconds: Double) -> String {
        var report = self
        report.destroySeconds = destroySeconds
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
