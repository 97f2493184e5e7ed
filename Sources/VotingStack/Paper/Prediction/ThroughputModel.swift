import Profiles
import ScaleSim

/// A queue whose work and servers follow from a service's throughput X alone, while a closed loop keeps it busy.
package struct ThroughputModel: Sendable, Equatable {
    package var name: String
    /// What it takes for granted beyond the throughput, and from where that is known.
    package var assumption: String
    /// How requests are served at the throughput 1/s; at X/s all is X times as quick.
    private var work: Distribution
    private var servers: Int
    private var discipline: Discipline

    private init(
        _ name: String, _ assumption: String, _ work: Distribution, servers: Int = 1,
        discipline: Discipline = .firstComeFirstServed
    ) {
        self.name = name
        self.assumption = assumption
        self.work = work
        self.servers = servers
        self.discipline = discipline
    }

    package static let constant = ThroughputModel(
        "one server, constant",
        "every request takes 1/X, first come first served; k servers with k/X each give the same latencies",
        .deterministic(value: 1))

    package static let exponential = ThroughputModel(
        "one server, exponential",
        "a request takes 1/X in the mean: of all distributions of that mean the exponential one presumes least",
        .exponential(mean: 1))

    /// Gunicorn's workers take from one socket, so that it does not matter which of them takes a request.
    package static let workers = ThroughputModel(
        "4 workers, exponential",
        "the stock vote's gunicorn has 4 processes at one queue, each of which takes 4/X for a request; a unikernel runs "
            + "a single process, so that Rumprun has no such row",
        .exponential(mean: 4), servers: 4)

    package static let shared = ThroughputModel(
        "shared CPU, exponential",
        "all requests progress at once, as in an event loop that does a part of each in turn: the widest of these spreads",
        .exponential(mean: 1), discipline: .processorSharing(cpus: 1))

    package static let all = [constant, exponential, workers, shared]

    /// Those that what is known of `service` on `system` allows.
    package static func models(of service: PaperService, on system: PaperSystem) -> [ThroughputModel] {
        // The paper's section 3.2: unikernels run a single process.
        let isUnikernel = ["rumprun", "osv"].contains(system.key)
        let hasWorkers = service == .vote && !isUnikernel
        return all.filter { hasWorkers || $0 != workers }
    }

    /// One replica with this queue, at a throughput of `rate` requests per second.
    func service(rate: Double) -> ServiceModel {
        let work: Distribution =
            switch self.work {
            case .exponential(let mean): .exponential(mean: mean / rate)
            case .deterministic(let value): .deterministic(value: value / rate)
            default: preconditionFailure("a model is constant or exponential")
            }
        let profile = ServiceProfile(
            servers: servers, occupancy: work, delay: .deterministic(value: 0), throughput: [])
        var model = ServiceModel(profile: profile, boot: .deterministic(value: 0), initialReplicas: 1)
        model.discipline = discipline
        return model
    }
}
