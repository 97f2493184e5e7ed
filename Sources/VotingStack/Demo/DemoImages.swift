import BootProbe
import Profiles

/// The images of the demonstration, read from the manifests that ship with the library.
package struct DemoImages: Sendable {
    package let vote: ImageManifest
    package let result: ImageManifest
    package let redis: ImageManifest
    /// Under the CPU limit of a replica of the live stack: vote, or as a unikernel our own, which takes no votes.
    package let replica: ImageManifest
    private let takesVotes: Bool
    /// The root file system behind all of them.
    package let tree: TreeRecipe

    /// - Parameter technology: of the replicas.
    package init(replicasAs technology: Technology = .container) throws(BootProbeError) {
        vote = try StackResources.image("vote")
        result = try StackResources.image("result")
        redis = try StackResources.image("redis")
        takesVotes = technology != .unikernel
        replica = try takesVotes ? StackResources.image("vote-replica") : Beacon.replica()
        tree = try TreeRecipe.read(contentsOf: StackResources.path("images/voting.tree.yaml"))
    }

    package var all: [ImageManifest] { [vote, result, redis, replica] }

    /// The stack around these images, with `vote` as its replicas.
    package func stackPlan(vote: ImageManifest, in run: RunDirectory) throws(BootProbeError) -> StackPlan {
        var plan = StackPlan(
            tree: tree, vote: vote, result: result, workerPath: StackResources.workerPath,
            folder: try run.folder("stack"), durability: .everySecond)
        plan.takesVotes = takesVotes
        return plan
    }

    /// Builds what is missing, outside of a lab: Debian's packages come from the network.
    package func build(
        technologies: Set<Technology>, cacheDirectory: String = CacheDirectory.path, progress: BuildProgress
    ) throws(BootProbeError) {
        let tree = try TreeStore(cacheDirectory: cacheDirectory).tree(tree, progress: progress)
        // A unikernel boots from no disk.
        guard !technologies.isDisjoint(with: [.vm, .microvm]) else { return }
        _ = try DiskStore(cacheDirectory: cacheDirectory).disk(for: tree, progress: progress)
    }
}
