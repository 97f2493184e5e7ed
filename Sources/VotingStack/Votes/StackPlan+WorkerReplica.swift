import BootProbe
import Profiles

extension StackPlan {
    /// A worker as a replica that an autoscaler launches. It takes one vote after the other and a tenth of a second for
    /// each, as the stock application's worker does, so that there is something to scale.
    package var workerReplica: ImageManifest {
        let command = workerCommand(name: Self.workerName(at: "{address}"), metrics: "{address}:{port}")
        return ImageManifest(
            name: "worker", command: command + ["--batch", "1", "--delay", "\(Self.workerDelaySeconds)"], port: 9100,
            readiness: .http(path: "/metrics", status: 200, contains: ["voting_worker_connected 1"]),
            variants: [Variant(technology: .process)])
    }

    private static let workerDelaySeconds = 0.1

    /// What the worker of an instance calls itself.
    static func workerName(at address: String) -> String { "worker-\(address)" }
}
