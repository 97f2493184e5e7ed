import BootProbe
import Profiles

/// What brings images up, all of it inside the lab.
enum Launchers {
    /// Builds the trees of `images` that are not built yet, then continues inside a lab.
    ///
    /// In this order because a tree comes from the network, of which a lab has none.
    static func enterLab(with images: [ImageManifest]) throws(BootProbeError) {
        if Lab.isOnHost {
            let progress = ProgressLine()
            let trees = TreeStore(cacheDirectory: CacheDirectory.path)
            for recipe in images.compactMap(\.tree) where try trees.find(recipe) == nil {
                progress.begin("building the tree \(recipe.name)")
                _ = try trees.tree(recipe) { message, fraction in progress.update(fraction: fraction, detail: message) }
                progress.finish()
            }
        }
        try Lab.enter()
    }

    /// Makes the launchers that `images` need; says on standard error what this host cannot offer.
    ///
    /// To be called inside the lab.
    ///
    /// - Parameter required: Technologies that the user named; that one of them is missing is an error.
    static func make(
        for images: [ImageManifest], required: [Technology], guestPath: NetworkPath? = nil,
        accelerator: Accelerator? = nil,
        progress: ProgressLine
    ) throws(BootProbeError) -> LauncherSet {
        progress.begin("preparing launchers")
        defer { progress.finish() }
        let set = try LauncherSet.open(
            for: images, technologies: Set(images.flatMap { $0.variants.map(\.technology) }),
            run: try Lab.runDirectory(), guestPath: guestPath, accelerator: accelerator, notice: say)
        for missing in set.leftOut {
            guard !required.contains(missing.technology), !set.launchers.isEmpty else {
                set.shutDown()
                throw BootProbeError(.unavailable, "cannot launch as \(missing.technology.rawValue): \(missing.reason)")
            }
            say("leaving out \(missing.technology.rawValue): \(missing.reason)")
        }
        return set
    }

    private static let say: @Sendable (String) -> Void = { ProgressLine.standardError("bootprobe: \($0)\n") }
}
