import Foundation
import Profiles

extension Profile {
    /// The `host` section of a scenario whose replicas run beside all else on the machine that this was measured on, as a
    /// line; empty where it is not known what a request takes there.
    var hostSection: String {
        if service?.interference != nil { return "host: measured\n" }
        guard let cpus = host?.logicalCPUs, let seconds = service?.hostSecondsPerRequest else { return "" }
        return "host: {cpus: \(cpus), cpu_per_request: \(String(format: "%.3f", 1000 * seconds))ms}\n"
    }
}
