import BootProbe
import Profiles

/// Which image stands for which service on which system: our own, and those that the user supplies.
package struct PaperImages: Sendable {
    /// An entry before it is measured, with its image on its one technology.
    struct Planned: Sendable {
        var entry: PaperEntry
        var image: ImageManifest?
    }

    package let own: DemoImages
    package let supplied: SuppliedManifests
    private let technologies: Set<Technology>

    /// - Parameter technologies: On which our own images are launched.
    package init(
        own: DemoImages, supplied: SuppliedManifests, technologies: Set<Technology>
    ) {
        self.own = own
        self.supplied = supplied
        self.technologies = technologies
    }

    /// Every column: the paper's systems, ours, and those that only the user's manifests name.
    package var systems: [PaperSystem] {
        let known = PaperSystem.known.filter { $0.published != nil || technologies.contains($0.own ?? .unikernel) }
        let others = supplied.manifests.map(\.system).uniqued().filter { key in
            key != PaperSystem.beacon.key && !known.contains { $0.key == key }
        }
        return known + others.map { PaperSystem(supplied: $0) }
    }

    /// Every service on every system, in the order of services, then systems.
    var planned: [Planned] {
        let services: [PaperService] = [.redis, .result, .vote]
        return services.flatMap { service in systems.map { planned(service, on: $0) } }
            + [suppliedImage(.beacon, on: .beacon)]
    }

    private func planned(_ service: PaperService, on system: PaperSystem) -> Planned {
        guard let technology = system.own else { return suppliedImage(service, on: system) }
        guard technologies.contains(technology) else {
            let absence = "left out: name \(technology.rawValue) with --technologies"
            return Planned(entry: PaperEntry(service: service, system: system, absence: absence))
        }
        let image = ownImage(of: service).offered(on: [technology])
        return Planned(
            entry: PaperEntry(service, system, image: image.name, technology: technology), image: image)
    }

    private func ownImage(of service: PaperService) -> ImageManifest {
        switch service {
        case .redis: own.redis
        case .result: own.result
        case .vote: own.vote
        case .beacon: preconditionFailure("beacon is no image of the voting tree")
        }
    }

    private func suppliedImage(_ service: PaperService, on system: PaperSystem) -> Planned {
        guard let found = supplied.manifests.first(where: { $0.service == service && $0.system == system.key }) else {
            return Planned(entry: PaperEntry(service: service, system: system, absence: missing(service, system)))
        }
        guard found.unset.isEmpty else {
            let variables = found.unset.joined(separator: " and ")
            let absence = "set \(variables) to the image's files; \(found.image.source ?? "") says which"
            return Planned(entry: PaperEntry(service: service, system: system, absence: absence))
        }
        if service == .beacon, let kernel = found.image.variants.first?.guest?.kernel, !FileSystem.exists(kernel) {
            let absence = "make beacon builds it"
            return Planned(entry: PaperEntry(service: service, system: system, absence: absence))
        }
        return Planned(
            entry: PaperEntry(service, system, image: found.image.name, technology: found.technology),
            image: found.image)
    }

    private func missing(_ service: PaperService, _ system: PaperSystem) -> String {
        let name = service == .beacon ? system.key : "\(service.rawValue)-\(system.key)"
        let example = Self.examples[system.key].map { "; examples/guests/\($0).yaml shows how" } ?? ""
        return "put a manifest named \(name) into \(supplied.folder)\(example)"
    }

    /// Shipped manifests of each system that are nearest to a page of one's own.
    private static let examples = [
        "rumprun": "rumprun-http", "osv": "osv-memory", "netbsd": "netbsd", "beacon": "beacon",
    ]
}

extension PaperEntry {
    fileprivate init(_ service: PaperService, _ system: PaperSystem, image: String, technology: Technology) {
        self.init(service: service, system: system)
        self.image = image
        self.technology = technology
    }
}
