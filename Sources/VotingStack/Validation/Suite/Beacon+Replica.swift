import BootProbe
import Profiles

extension Beacon {
    /// Our unikernel as a replica: it answers each request after some work, within a tenth of a CPU, so that a
    /// machine of two holds sixteen of them.
    ///
    /// That is two of the slices of 5 ms in which the kernel hands a quota out. Each CPU may keep 1 ms of one over a period's end
    /// (Linux, Documentation/scheduler/sched-bwc.rst), which would be two fifths of a quota of one slice.
    ///
    /// - Throws: `unavailable` where it is not built.
    package static func replica() throws(BootProbeError) -> ImageManifest {
        var image = try image(words: "service_us=exponential:\(workMicroseconds)")
        image.name = "beacon-replica"
        image.variants[0].cpus = cpus
        let saturated = ThroughputPlan(tool: .apacheBench, connections: 100, requests: 2000, target: "/")
        let busy = ThroughputPlan(tool: .paced, connections: 8, requests: 1000, target: "/", rate: 50)
        // The first requests to new guests come first, as QEMU's emulator translates what they run for the first time. What a
        // request costs wanders within a minute, so all other loads come at two moments.
        image.throughput = [
            paced(rate: 20, requests: 30),
            saturated, paced(rate: 10, requests: 300), paced(rate: 30, requests: 600), busy,
            saturated, paced(rate: 10, requests: 300), paced(rate: 30, requests: 600), busy,
        ]
        return image
    }

    private static func paced(rate: Double, requests: Int) -> ThroughputPlan {
        ThroughputPlan(tool: .paced, connections: 1, requests: requests, target: "/", rate: rate)
    }

    private static let workMicroseconds = 1000
    private static let cpus = 0.1
}
