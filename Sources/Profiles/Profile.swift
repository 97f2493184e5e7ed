/// What measuring passes on to simulating: how long an image takes to boot, and how fast it then serves.
public struct Profile: Codable, Sendable, Equatable {
    /// Version of this format; readers refuse a larger one.
    public static let currentSchema = 1

    public var schema: Int = Profile.currentSchema
    /// The image's name, for example `vote`.
    public var image: String
    public var technology: Technology
    public var accelerator: Accelerator
    public var origin: Origin
    public var host: HostFacts?
    public var boot: BootProfile?
    public var service: ServiceProfile?

    public init(
        image: String, technology: Technology, accelerator: Accelerator, origin: Origin, host: HostFacts? = nil,
        boot: BootProfile? = nil, service: ServiceProfile? = nil
    ) {
        self.image = image
        self.technology = technology
        self.accelerator = accelerator
        self.origin = origin
        self.host = host
        self.boot = boot
        self.service = service
    }

    /// `vote.container`: names the profile's file and its rows in reports.
    public var name: String { "\(image).\(technology.rawValue)" }
}

/// Where a profile's numbers come from.
public enum Origin: Codable, Sendable, Equatable {
    /// Trials of a BootProbe campaign.
    case measured(campaign: String)
    /// A publication; the citation names work and table.
    case published(citation: String)
}

/// The machine on which a profile was measured.
public struct HostFacts: Codable, Sendable, Equatable {
    public var cpuModel: String
    public var logicalCPUs: Int
    public var memoryBytes: Int64
    public var kernel: String
    public var operatingSystem: String

    public init(
        cpuModel: String, logicalCPUs: Int, memoryBytes: Int64, kernel: String, operatingSystem: String
    ) {
        self.cpuModel = cpuModel
        self.logicalCPUs = logicalCPUs
        self.memoryBytes = memoryBytes
        self.kernel = kernel
        self.operatingSystem = operatingSystem
    }

    // A key strategy turns `logical_cpus` into `logicalCpus`.
    private enum CodingKeys: String, CodingKey {
        case cpuModel
        case logicalCPUs = "logicalCpus"
        case memoryBytes, kernel, operatingSystem
    }
}

/// Time to first response: launch call to the last byte of the first validated answer.
public struct BootProfile: Codable, Sendable, Equatable {
    /// The distribution a simulator draws from: the fit with the least AIC, or the empirical one.
    public var distribution: Distribution
    /// Every fitted family, the chosen one included, best first.
    public var fits: [FittedDistribution]
    /// Trials that answered.
    public var trials: Int
    /// Trials that timed out: right-censored at their time-out.
    public var censored: Int

    public init(distribution: Distribution, fits: [FittedDistribution], trials: Int, censored: Int) {
        self.distribution = distribution
        self.fits = fits
        self.trials = trials
        self.censored = censored
    }
}

/// One family fitted to a sample by maximum likelihood.
public struct FittedDistribution: Codable, Sendable, Equatable {
    public var distribution: Distribution
    /// Akaike's information criterion, 2k − 2 ln L; nil for the empirical distribution, which has no density.
    public var aic: Double?
    /// Anderson–Darling distance of the fit to the sample; smaller is closer.
    public var andersonDarling: Double?
    /// Probability, by parametric bootstrap, of a distance at least this large had the fit been true.
    public var goodnessOfFitPValue: Double?

    public init(
        distribution: Distribution, aic: Double?, andersonDarling: Double?, goodnessOfFitPValue: Double?
    ) {
        self.distribution = distribution
        self.aic = aic
        self.andersonDarling = andersonDarling
        self.goodnessOfFitPValue = goodnessOfFitPValue
    }
}

/// How one replica serves requests: `servers` bottleneck servers in front of which requests queue, then a delay that
/// holds nothing.
///
/// A closed-loop run with many connections saturates the bottleneck and yields its rate; a run with one connection
/// yields the unloaded latency, whose excess over the occupancy is the delay.
public struct ServiceProfile: Codable, Sendable, Equatable {
    /// Requests that the bottleneck works on at once.
    public var servers: Int
    /// Seconds that a request holds one of the servers; its mean is `servers` / saturated throughput. Under a CPU limit,
    /// CPU seconds of a request; their mean is the limit / saturated throughput.
    public var occupancy: Distribution
    /// Seconds that a request spends elsewhere in the replica.
    public var delay: Distribution
    /// The CPU that the replica was measured under; nil for all that the host has. A limit means one server.
    public var cpuLimit: CPULimit?
    /// Under a CPU limit: CPU seconds that an idle replica uses besides when a request comes, since all of its sleeping
    /// workers wake up for it. Nil is as good as 0.
    public var wakeUpSeconds: Double?
    /// The runs that these figures come from.
    public var throughput: [ThroughputFigure]

    public init(
        servers: Int, occupancy: Distribution, delay: Distribution, cpuLimit: CPULimit? = nil,
        wakeUpSeconds: Double? = nil, throughput: [ThroughputFigure]
    ) {
        self.servers = servers
        self.occupancy = occupancy
        self.delay = delay
        self.cpuLimit = cpuLimit
        self.wakeUpSeconds = wakeUpSeconds
        self.throughput = throughput
    }
}

extension ServiceProfile {
    /// Requests per second that a replica can carry.
    public var capacity: Double { Double(servers) * (cpuLimit?.cpus ?? 1) / occupancy.mean }

    /// What is wrong with the numbers of servers and CPUs, beginning with the field's name; nil for a proper profile.
    public var defect: String? {
        guard servers >= 1 else { return "servers: must be at least 1, but is \(servers)" }
        if let wakeUpSeconds, !(wakeUpSeconds.isFinite && wakeUpSeconds >= 0) {
            return "wake_up_seconds: must be a number of at least 0, but is \(wakeUpSeconds)"
        }
        guard let cpuLimit else { return nil }
        guard servers == 1 else { return "servers: must be 1 under a CPU limit, but is \(servers)" }
        guard cpuLimit.cpus.isFinite, cpuLimit.cpus > 0 else {
            return "cpu_limit.cpus: must be a positive number, but is \(cpuLimit.cpus)"
        }
        guard cpuLimit.periodSeconds >= 0.001, cpuLimit.periodSeconds <= 1 else {
            return "cpu_limit.period_seconds: must be from 0.001 to 1, as for Linux, but is \(cpuLimit.periodSeconds)"
        }
        return nil
    }
}

/// The CPU that a control group allows: `cpus` × `periodSeconds` CPU seconds in each period.
public struct CPULimit: Codable, Sendable, Equatable {
    /// The period of Docker, Podman and Kubernetes where nothing else is asked for.
    public static let defaultPeriodSeconds = 0.1

    /// CPUs on average, more than 0.
    public var cpus: Double
    public var periodSeconds: Double

    public init(cpus: Double, periodSeconds: Double = CPULimit.defaultPeriodSeconds) {
        self.cpus = cpus
        self.periodSeconds = periodSeconds
    }
}

/// One figure of a load tool.
public struct ThroughputFigure: Codable, Sendable, Equatable {
    /// `ab` or `redis-benchmark`.
    public var tool: String
    /// What was requested: `GET /`, `POST /`, `SET`.
    public var operation: String
    /// Simultaneous connections.
    public var connections: Int
    public var requestsPerSecond: Double
    /// Latency quantiles in seconds, by quantile in (0, 1]; empty where the tool gives none.
    public var latencyQuantiles: [LatencyQuantile]

    public init(
        tool: String, operation: String, connections: Int, requestsPerSecond: Double,
        latencyQuantiles: [LatencyQuantile] = []
    ) {
        self.tool = tool
        self.operation = operation
        self.connections = connections
        self.requestsPerSecond = requestsPerSecond
        self.latencyQuantiles = latencyQuantiles
    }
}

/// A quantile of a latency distribution.
public struct LatencyQuantile: Codable, Sendable, Equatable {
    /// In (0, 1]; 1 is the maximum.
    public var quantile: Double
    public var seconds: Double

    public init(quantile: Double, seconds: Double) {
        self.quantile = quantile
        self.seconds = seconds
    }
}
