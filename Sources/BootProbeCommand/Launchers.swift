import BootProbe
import Profiles

/// What brings images up, all of it inside the lab.
enum Launchers {
    /// Makes a launcher for each technology that `images` offer, with the trees and disks that they need.
    ///
    /// To be called inside the lab. Building a tree for the first time takes minutes and the network.
    static func make(for images: [ImageManifest], progress: ProgressLine) throws(BootProbeError) -> [any Launcher] {
        let run = try Lab.runDirectory()
        let trees = TreeStore(cacheDirectory: CacheDirectory.path)
        let tree = { @Sendable (recipe: TreeRecipe) throws(BootProbeError) in try trees.tree(recipe) }
        for recipe in images.compactMap(\.tree) {
            progress.begin("building the tree \(recipe.name)")
            _ = try trees.tree(recipe) { message, fraction in progress.update(fraction: fraction, detail: message) }
        }
        progress.finish()
        return try Technology.allCases.filter { technology in
            images.contains { $0.variant(technology) != nil }
        }.map { technology throws(BootProbeError) in
            switch technology {
            case .process: ProcessLauncher(run: run, tree: tree)
            case .vm: try guests(images, run, trees, progress)
            case .container, .microvm, .unikernel:
                throw BootProbeError(
                    .unavailable, "this bootprobe cannot launch the technology `\(technology.rawValue)`")
            }
        }
    }

    /// Guests run on KVM where a guest that is tried finds it working, else on QEMU's emulator.
    private static func guests(
        _ images: [ImageManifest], _ run: RunDirectory, _ trees: TreeStore, _ progress: ProgressLine
    ) throws(BootProbeError) -> any Launcher {
        guard let recipe = images.first(where: { $0.variant(.vm) != nil && $0.tree != nil })?.tree else {
            throw BootProbeError(.badInput, "a guest needs a tree; name one in the manifest")
        }
        let host = try GuestHost(run: run)
        let disks = DiskStore()
        progress.begin("making the guest's disk")
        let disk = try disks.disk(for: try trees.tree(recipe)) { message, fraction in
            progress.update(fraction: fraction, detail: message)
        }
        progress.begin("trying KVM", expectedSeconds: 10)
        let accelerator = try AcceleratorTest(run: run, host: host).accelerator(for: disk)
        progress.finish()
        return GuestLauncher(run: run, host: host, accelerator: accelerator, disks: disks) {
            recipe throws(BootProbeError) in try trees.tree(recipe)
        }
    }
}
