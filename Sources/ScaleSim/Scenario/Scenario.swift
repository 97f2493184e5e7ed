import Profiles

/// Traffic, services, policies, objective and seeds: all that a simulation depends on.
public struct Scenario: Sendable {
    /// The requests that arrive.
    public enum Traffic: Sendable, Equatable {
        /// Poisson arrivals whose rate follows the trace.
        case rates(RateTrace)
        /// Requests at exactly these instants, ascending; the same in every replication.
        case recorded([SimTime], duration: SimTime)
        /// Requests drawn from a model, anew in every replication.
        case model(TrafficModel, duration: SimTime)
        /// The recorded requests of a trace that holds instants, the same in every replication, with more of them or
        /// fewer by `scale`.
        case trace(TraceFile, scale: Double, duration: SimTime)
    }

    /// Requests from outside.
    public struct Inflow: Sendable, Equatable {
        /// Number of the service that they enter.
        public var service: Int
        public var traffic: Traffic

        public init(service: Int = 0, traffic: Traffic) {
            self.service = service
            self.traffic = traffic
        }
    }

    /// How a run is computed.
    public enum Algorithm: String, Sendable, CaseIterable {
        /// By recursion where that is possible, else event by event.
        case automatic
        case recursion
        case events
    }

    /// The time at the start of a run whose requests do not count in the figures.
    public enum StartUp: Sendable, Equatable {
        /// Rounded up to whole steps of the series.
        case fixed(SimTime)
        /// Found in a few replications by MSER-5; for runs that become stationary.
        case detected
    }

    /// How well a figure shall be known.
    public struct Precision: Sendable {
        /// As it is called in results: `latency_p95_seconds`.
        public var figure: String
        package var width: ReplicationPlan.Precision
        public var maximumReplications: Int

        package init(figure: String, width: ReplicationPlan.Precision, maximumReplications: Int) {
            self.figure = figure
            self.width = width
            self.maximumReplications = maximumReplications
        }
    }

    public var name: String
    /// At least one; the first is what the objective and the main figures are about.
    public var services: [Service]
    public var inflows: [Inflow]
    public var population: ClosedPopulation?
    /// Where replicas are placed; nil for as much room as they ever need.
    public var cluster: ClusterModel?
    /// The one machine that replicas share with all that stands beside them; nil where requests never wait for it.
    public var host: SharedHost?
    public var faults: [Fault] = []
    public var prices = Prices()
    /// How long each replication lasts.
    public var duration: SimTime
    /// Latency that requests of the first service should not exceed.
    public var objective: SimTime
    public var metrics: MetricsPipeline
    public var seed: UInt64
    public var replications: Int
    /// Step of the series over time.
    public var seriesStep: SimTime
    public var warmUp = StartUp.fixed(.zero)
    /// Replications until a figure is known so well; nil for as many as `replications` says.
    public var precision: Precision?
    public var algorithm = Algorithm.automatic
    /// What a user should know of the files that were read, a sentence each.
    public var notes: [String] = []

    /// - Parameter inflows: at least one, or a population.
    public init(
        name: String, services: [Service], inflows: [Inflow], population: ClosedPopulation? = nil, duration: SimTime,
        objective: SimTime, metrics: MetricsPipeline = MetricsPipeline(), seed: UInt64 = 1, replications: Int = 10,
        seriesStep: SimTime = SimTime(seconds: 1)
    ) {
        precondition(!services.isEmpty, "a scenario has a service")
        precondition(!inflows.isEmpty || population != nil, "a scenario has requests")
        self.name = name
        self.services = services
        self.inflows = inflows
        self.population = population
        self.duration = duration
        self.objective = objective
        self.metrics = metrics
        self.seed = seed
        self.replications = replications
        self.seriesStep = seriesStep
    }

    /// A single service.
    public init(
        name: String, traffic: Traffic, service: ServiceModel, policy: any ScalingPolicy, policyName: String,
        objective: SimTime, metrics: MetricsPipeline = MetricsPipeline(), seed: UInt64 = 1, replications: Int = 10,
        seriesStep: SimTime = SimTime(seconds: 1)
    ) {
        self.init(
            name: name, services: [Service(name: "service", model: service, policy: policy, policyName: policyName)],
            inflows: [Inflow(traffic: traffic)], duration: traffic.duration, objective: objective, metrics: metrics,
            seed: seed, replications: replications, seriesStep: seriesStep)
    }
}

// MARK: The first service

extension Scenario {
    public var service: ServiceModel {
        get { services[0].model }
        set { services[0].model = newValue }
    }

    public var policy: any ScalingPolicy {
        get { services[0].policy }
        set { services[0].policy = newValue }
    }

    public var policyName: String {
        get { services[0].policyName }
        set { services[0].policyName = newValue }
    }

    /// Of the first inflow, which there must be; setting it sets the duration too.
    public var traffic: Traffic {
        get { inflows[0].traffic }
        set {
            inflows[0].traffic = newValue
            duration = newValue.duration
        }
    }

    /// Why a run has to be followed event by event; nil where the recursion can compute it.
    public var reasonForEvents: String? {
        if services.count > 1 { return "it has several services" }
        if population != nil { return "its users wait for answers before they send again" }
        if inflows.count > 1 { return "it has several kinds of traffic" }
        if cluster != nil { return "replicas are placed on nodes" }
        if host != nil { return "requests hold each other up on one host" }
        if !faults.isEmpty { return "something goes wrong by schedule" }
        if policy is OnDemandPolicy { return "replicas are launched by the request" }
        if policy.hasActivator { return "requests that wait wake its policy" }
        if metrics.needsEvents { return "its policy sees queues or concurrency" }
        return service.reasonForEvents
    }

    public var isRecursive: Bool { reasonForEvents == nil }
}
