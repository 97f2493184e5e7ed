import BootProbe
import Foundation
import Profiles

/// The manifests of a folder that stand for the paper's systems: those named `SERVICE-SYSTEM`, and `beacon`.
package struct SuppliedManifests: Sendable {
    /// One that fills a column.
    package struct Manifest: Sendable {
        package var service: PaperService
        package var system: String
        package var image: ImageManifest
        package var technology: Technology
        /// Environment variables that hold the paths of its files, and do not.
        package var unset: [String]
    }

    package let folder: String
    package private(set) var manifests: [Manifest] = []
    /// Files that stand for no column, by name.
    package private(set) var ignored: [String] = []

    /// Reads every `*.yaml` of `folder`; those of trees are no manifests.
    ///
    /// - Throws: `noInput` where there is no such folder, `badInput` for a manifest that is wrong.
    package init(folder: String) throws(BootProbeError) {
        self.folder = folder
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
            throw BootProbeError(.noInput, "\(folder): no such folder, or not readable; --images names it")
        }
        for name in names where name.hasSuffix(".yaml") && !name.hasSuffix(".tree.yaml") {
            let (image, unset) = try ImageManifest.readingUnset(contentsOf: "\(folder)/\(name)")
            guard let (service, system) = Self.place(of: image.name) else {
                ignored.append(name)
                continue
            }
            try add(image, service, system, unset: unset)
        }
    }

    private mutating func add(
        _ image: ImageManifest, _ service: PaperService, _ system: String, unset: [String]
    ) throws(BootProbeError) {
        let source = image.source ?? image.name
        if PaperSystem.known.contains(where: { $0.key == system && $0.own != nil }) {
            throw BootProbeError(
                .badInput, "\(source): name: `\(system)` is a column of our own images; give the system another name")
        }
        guard image.variants.count == 1, let technology = image.variants.first?.technology else {
            let offered = image.variants.map(\.technology.rawValue).joined(separator: ", ")
            throw BootProbeError(
                .badInput, "\(source): technologies: a column shows one technology, and here are \(offered)")
        }
        if let other = manifests.first(where: { $0.image.name == image.name }) {
            throw BootProbeError(
                .badInput, "\(source): name: `\(image.name)` is also the name in \(other.image.source ?? folder)")
        }
        manifests.append(
            Manifest(service: service, system: system, image: image, technology: technology, unset: unset))
    }

    /// `redis-rumprun` is Redis on Rumprun.
    static func place(of name: String) -> (PaperService, system: String)? {
        if name == PaperService.beacon.rawValue { return (.beacon, PaperSystem.beacon.key) }
        let parts = name.split(separator: "-", maxSplits: 1).map(String.init)
        guard parts.count == 2, let service = PaperService(rawValue: parts[0]), service != .beacon else { return nil }
        return (service, parts[1])
    }
}
