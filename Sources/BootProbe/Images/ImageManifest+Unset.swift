import Foundation
import UserInput

extension ImageManifest {
    /// The manifest at `path`, and the environment variables that it takes paths of images from and that are not set.
    ///
    /// Where there are any, all else in the manifest is checked as always, and the paths lead nowhere.
    package static func readingUnset(
        contentsOf path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(BootProbeError) -> (manifest: ImageManifest, unset: [String]) {
        let text = try InputFile.text(of: path, maximumBytes: maximumFileBytes) as String
        var filled = text
        var places: [(name: String, path: String)] = []
        for match in text.matches(of: /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/) {
            let name = String(match.1)
            guard environment[name, default: ""].isEmpty, !places.contains(where: { $0.name == name }) else { continue }
            places.append((name, "/nowhere/\(name)"))
            filled = filled.replacing(match.0, with: "/nowhere/\(name)")
        }
        let manifest = try parse(filled, file: path)
        let files = manifest.variants.flatMap { $0.guest?.files ?? [] }
        let unset = places.filter { place in files.contains { $0.hasPrefix(place.path) } }.map(\.name)
        // Elsewhere such words are the image's own business.
        return unset.isEmpty ? (try parse(text, file: path), []) : (manifest, unset)
    }
}
