import Foundation

/// Root file systems by the hash of what they are made from, built once and kept in the cache folder.
///
/// A tree is `trees/<name>-<hash>/`; the Debian packages under it are an archive of their own,
/// `trees/packages-<hash>.tar`, so that a change of the project's files does not install Debian again. Both appear by
/// a rename when they are complete, and builders of the same thing wait for one another.
package struct TreeStore: Sendable {
    private let directory: String

    /// `cacheDirectory` is created if need be.
    package init(cacheDirectory: String = CacheDirectory.path) { directory = "\(cacheDirectory)/trees" }

    /// The tree of `recipe` if it is built already.
    package func find(_ recipe: TreeRecipe) throws(BootProbeError) -> BuiltTree? {
        let tree = try location(of: recipe)
        return FileSystem.exists(tree.path) ? tree : nil
    }

    /// The tree of `recipe`, built where it is missing; the first time takes minutes and the network.
    package func tree(
        _ recipe: TreeRecipe, progress: BuildProgress = { _, _ in }
    ) throws(BootProbeError) -> BuiltTree {
        let tree = try location(of: recipe)
        if FileSystem.exists(tree.path) { return tree }
        try recipe.validate()
        try FileSystem.createDirectory(directory)
        let lock = try FileLock(waitingFor: "\(directory)/.\(tree.name)-\(tree.hash.short).lock")
        defer { withExtendedLifetime(lock) {} }
        // Built by another process while we waited.
        if FileSystem.exists(tree.path) { return tree }
        let packages = try packageArchive(recipe, progress)
        progress("unpacking the tree \(recipe.name)", 0.92)
        try assemble(recipe, from: packages, as: tree)
        progress("built the tree \(recipe.name)", 1)
        return tree
    }

    private func location(of recipe: TreeRecipe) throws(BootProbeError) -> BuiltTree {
        let hash = try recipe.contentHash()
        return BuiltTree(name: recipe.name, path: "\(directory)/\(recipe.name)-\(hash.short)", hash: hash)
    }

    private func packageArchive(
        _ recipe: TreeRecipe, _ progress: BuildProgress
    ) throws(BootProbeError) -> String {
        let name = "packages-\(recipe.packagesHash.short)"
        let archive = "\(directory)/\(name).tar"
        let lock = try FileLock(waitingFor: "\(directory)/.\(name).lock")
        defer { withExtendedLifetime(lock) {} }
        if FileSystem.exists(archive) { return archive }
        // Under the lock, so what a killed build left is nobody's.
        let workshop = "\(directory)/.\(name).building"
        try FileSystem.remove(workshop)
        try FileSystem.createDirectory(workshop)
        try DebianBootstrap(recipe: recipe, workshop: workshop).run(to: "\(workshop)/root.tar") { message, fraction in
            progress(message, fraction.map { $0 * 0.92 })
        }
        try FileSystem.move("\(workshop)/root.tar", to: archive)
        try FileSystem.remove(workshop)
        return archive
    }

    private func assemble(
        _ recipe: TreeRecipe, from archive: String, as tree: BuiltTree
    ) throws(BootProbeError) {
        let building = "\(directory)/.\(tree.name)-\(tree.hash.short).building"
        try FileSystem.remove(building)
        try FileSystem.createDirectory(building)
        let exclusions = Self.hostTraces.map { "--exclude=\($0)" }
        try HostTool(
            "tar",
            ["--extract", "--file", archive, "--directory", building, "--numeric-owner", "--preserve-permissions"]
                + ["--anchored"] + exclusions
        ).run()
        for mapping in recipe.files { try mapping.copy(into: building) }
        try FileSystem.move(building, to: tree.path)
    }

    /// What mmdebstrap takes over from the machine that builds: its name, its resolver, its package sources and the
    /// settings (perhaps with a proxy's password) to reach them. `/dev` comes from whoever runs the tree.
    private static let hostTraces = [
        "./etc/hostname", "./etc/resolv.conf", "./etc/apt/apt.conf.d/99mmdebstrap", "./etc/apt/sources.list",
        "./etc/apt/sources.list.d/*", "./dev/*",
    ]
}
