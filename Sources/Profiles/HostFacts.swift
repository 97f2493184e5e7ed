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
