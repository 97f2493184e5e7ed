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
    /// Cold starts that somebody else measured; the source names them.
    case imported(source: String)
    /// A publication; the citation names work and table.
    case published(citation: String)
}
