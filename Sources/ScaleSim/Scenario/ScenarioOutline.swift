import Profiles

/// What a scenario would do, before anything is simulated: how much traffic meets how much capacity, and how a run would
/// be computed.
public struct ScenarioOutline: Sendable, Equatable {
    /// The traffic of one replication into one service.
    public struct Inflow: Sendable, Equatable {
        public var service: String
        public var requests: Int
        /// Requests per second.
        public var meanRate: Double
        /// Of the busiest step of the series, in requests per second.
        public var peakRate: Double
        /// Whether there were more requests than were counted.
        public var isCut: Bool
    }

    public struct ServiceLoad: Sendable, Equatable {
        public var name: String
        public var policy: String
        public var initialReplicas: Int
        /// Requests per second that a replica can carry.
        public var replicaCapacity: Double
        /// Requests per second, calls of other services included; nil where users in a closed loop set the pace.
        public var meanRate: Double?
        public var peakRate: Double?
        /// Mean and longest time of a boot that can be told beforehand, in seconds.
        public var bootMeanSeconds: Double

        /// Replicas that the peak rate keeps busy all the time.
        public var replicasAtPeak: Double? { peakRate.map { $0 / replicaCapacity } }
    }

    public var inflows: [Inflow]
    public var services: [ServiceLoad]
    public var users: Int?
    /// Nil where the recursion computes it.
    public var reasonForEvents: String?
    public var duration: SimTime
    public var replications: Int
    public var notes: [String]
}

extension ScenarioOutline {
    /// More requests are not counted: a check shall take seconds.
    private static let mostCounted = 20_000_000

    /// - Parameter replication: the one whose traffic is counted.
    public init(_ scenario: Scenario, replication: Int = 0) {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: replication)
        inflows = scenario.inflows.indices.map { number in
            let count = ArrivalCount(
                step: scenario.seriesStep.nanoseconds, end: scenario.duration.nanoseconds, limit: Self.mostCounted)
            return Inflow(
                scenario.services[scenario.inflows[number].service].name,
                scenario.arrivals(of: number, replicationSeed: seed, to: count))
        }
        services = Self.loads(scenario, inflows)
        users = scenario.population?.users
        reasonForEvents = scenario.reasonForEvents ?? (scenario.algorithm == .events ? "the scenario asks for it" : nil)
        duration = scenario.duration
        replications = scenario.replications
        notes = scenario.notes
    }

    /// What each service gets: every place in the tree of calls gets what the service at its root gets.
    private static func loads(_ scenario: Scenario, _ inflows: [Inflow]) -> [ServiceLoad] {
        var rates = [(mean: Double, peak: Double)](repeating: (0, 0), count: scenario.services.count)
        for (number, inflow) in inflows.enumerated() {
            let tree = CallTree(scenario.services.map(\.model), entries: [scenario.inflows[number].service])
            for site in tree?.sites ?? [] {
                rates[site.service].mean += inflow.meanRate
                rates[site.service].peak += inflow.peakRate
            }
        }
        let users = scenario.population.flatMap { CallTree(scenario.services.map(\.model), entries: [$0.service]) }
        let closed = Set(users?.sites.map(\.service) ?? [])
        return scenario.services.enumerated().map { number, service in
            let isOpen = !closed.contains(number)
            return ServiceLoad(
                name: service.name, policy: service.policyName, initialReplicas: service.model.initialReplicas,
                replicaCapacity: service.model.requestsPerSecond, meanRate: isOpen ? rates[number].mean : nil,
                peakRate: isOpen ? rates[number].peak : nil, bootMeanSeconds: service.model.boot.mean)
        }
    }
}

extension ScenarioOutline.Inflow {
    fileprivate init(_ service: String, _ count: ArrivalCount.Result) {
        self.init(
            service: service, requests: count.requests,
            meanRate: count.seconds > 0 ? Double(count.requests) / count.seconds : 0, peakRate: count.peakRate,
            isCut: count.isCut)
    }
}

extension ServiceModel {
    /// Requests per second that a replica can carry.
    package var requestsPerSecond: Double {
        if case .processorSharing(let cpus) = discipline { return cpus / profile.occupancy.mean }
        return profile.capacity
    }
}

/// Counts arrivals.
private struct ArrivalCount: ArrivalVisitor {
    struct Result {
        var requests = 0
        var seconds = 0.0
        /// Requests per second of the busiest step.
        var peakRate = 0.0
        var isCut = false
    }

    let step: Int64
    let end: Int64
    let limit: Int

    func visit(_ arrivals: some ArrivalSource) -> Result {
        var arrivals = arrivals
        var result = Result(seconds: SimTime(nanoseconds: end).seconds)
        var (inStep, stepEnd, peak) = (0, step, 0)
        while let time = arrivals.next(), time < end {
            guard result.requests < limit else {
                result.isCut = true
                result.seconds = SimTime(nanoseconds: time).seconds
                break
            }
            if time >= stepEnd {
                (peak, inStep) = (max(peak, inStep), 0)
                stepEnd = (time / step + 1) * step
            }
            inStep += 1
            result.requests += 1
        }
        result.peakRate = Double(max(peak, inStep)) / SimTime(nanoseconds: min(step, end)).seconds
        return result
    }
}
