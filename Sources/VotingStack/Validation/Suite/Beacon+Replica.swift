import BootProbe
import Profiles

extension Beacon {
    /// Our unikernel as a replica: it answers each request after some work, within a twentieth of a CPU, so that a
    /// machine of two holds sixteen of them.
    ///
    /// - Throws: `unavailable` where it is not built.
    package static func replica() throws(BootProbeError) -> ImageManifest {
        var image = try image(words: "service_us=exponential:\(workMicroseconds)")
        image.name = "beacon-replica"
        image.variants[0].cpus = cpus
        image.throughput = [
            ThroughputPlan(tool: .apacheBench, connections: 100, requests: 2000, target: "/"),
            ThroughputPlan(tool: .paced, connections: 1, requests: 300, target: "/", rate: 5),
            ThroughputPlan(tool: .paced, connections: 1, requests: 600, target: "/", rate: 15),
        ]
        return image
    }

    private static let workMicroseconds = 1000
    private static let cpus = 0.05
}
