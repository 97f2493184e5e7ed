import Foundation
import Glibc
import Profiles
import Synchronization

/// Brings images up as plain processes: chrooted into their tree, or on the host's own root where they have none.
package struct ProcessLauncher: Launcher {
    package let technology = Technology.process
    package let accelerator = Accelerator.none
    package let path = NetworkPath.loopback

    private let run: RunDirectory
    private let gateway: String
    private let setsQuotas: Bool
    private let tree: @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree

    /// - Parameters:
    ///   - gateway: Where instances find the backing services.
    ///   - setsQuotas: Whether this user can hold processes to a CPU quota.
    ///   - tree: Finds or builds the tree of a recipe.
    package init(
        run: RunDirectory, gateway: String = Lab.gateway, setsQuotas: Bool = ControlGroups.quotaLack == nil,
        tree: @escaping @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree
    ) {
        self.run = run
        self.gateway = gateway
        self.setsQuotas = setsQuotas
        self.tree = tree
    }

    package func prepare(_ image: ImageManifest) throws(BootProbeError) {
        let tree = try builtTree(of: image)
        if let user = image.user { _ = try UserIdentity(named: user, root: tree?.path ?? "") }
    }

    package func cpuQuota(of image: ImageManifest) -> Double? {
        setsQuotas ? image.variant(.process)?.cpus : nil
    }

    /// The tree; for a process on the host's own root the files that its command names.
    package func cachedPaths(of image: ImageManifest) -> [String] {
        if let tree = try? builtTree(of: image) { return [tree.path] }
        return image.command.filter { $0.hasPrefix("/") } + [HostTool.location(of: image.command[0])].compactMap { $0 }
    }

    package func stage(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> StagedLaunch {
        let image = resolved(image, as: id)
        let tree = try builtTree(of: image)
        let folder = try run.folder("process/\(id)")
        let root = try ProcessRoot(of: tree, in: folder, volumes: image.volumes)
        do throws(BootProbeError) {
            let marker = marker(of: id)
            let start = ProcessStart(image: image, root: root, marker: marker)
            for command in image.preparation { try start.runToEnd(command) }
            let group = try cpuQuota(of: image).map { cpus throws(BootProbeError) in
                try QuotaGroup.make("process-\(id)", in: run, cpus: cpus)
            }
            let endpoint = Endpoint(address: Self.address(of: id), port: image.port)
            return StagedLaunch(id: id, endpoint: endpoint) { () throws(BootProbeError) in
                let (output, process) = try start.launch(Console(image.variant(.process)), in: group)
                return ProcessInstance(
                    id: id, endpoint: endpoint, process: process, root: root, group: group,
                    tree: ProcessTree(root: process.pid, marker: "\(marker.name)=\(marker.value)"), output: output)
            } discard: { () throws(BootProbeError) in
                group?.remove()
                try root.remove()
            }
        } catch {
            try root.remove()
            throw error
        }
    }

    package func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance? {
        let id = InstanceID(number: 0)
        let image = resolved(image, as: id)
        let tree = try builtTree(of: image)
        let environment = ProcessStart.environment(of: image, marker: marker(of: id))
        let program = SpawnPlan(command: image.command, environment: environment).location
        return LaunchProvenance(
            image: image.name, technology: technology,
            contentHashes: tree?.contentHashes() ?? FileHash.sha256(of: program.map { ["executable": $0] } ?? [:]),
            command: .process(
                arguments: image.command, environment: environment.map { "\($0.name)=\($0.value)" },
                root: tree?.path, workingDirectory: image.workingDirectory, user: image.user))
    }

    package func shutDown() {}

    private func resolved(_ image: ImageManifest, as id: InstanceID) -> ImageManifest {
        image.resolved(address: Self.address(of: id), gateway: gateway)
    }

    private func marker(of id: InstanceID) -> EnvironmentVariable {
        EnvironmentVariable(name: "BOOTSCALE_INSTANCE", value: "\(run.id)/\(id)")
    }

    private func builtTree(of image: ImageManifest) throws(BootProbeError) -> BuiltTree? {
        guard let recipe = image.tree else { return nil }
        return try tree(recipe)
    }

    /// Every instance has a loopback address of its own, so that all can listen on their image's port.
    private static func address(of id: InstanceID) -> String {
        "127.0.\(1 + id.number / 254 % 254).\(1 + id.number % 254)"
    }
}

/// How the processes of one instance are started.
private struct ProcessStart: Sendable {
    let image: ImageManifest
    let root: ProcessRoot
    let marker: EnvironmentVariable

    func launch(
        _ console: Console, in group: QuotaGroup?
    ) throws(BootProbeError) -> (pipe: OutputPipe, result: StartedProcess) {
        try OutputPipe.open(to: console) { writer throws(BootProbeError) in
            try withPlan(image.command, output: writer) { plan throws(BootProbeError) in
                try plan.start(in: group)
            }
        }
    }

    /// Runs a command that must succeed before the launch.
    func runToEnd(_ command: [String]) throws(BootProbeError) {
        let (output, child) = try OutputPipe.open(to: Console()) { writer throws(BootProbeError) in
            try withPlan(command, output: writer) { plan throws(BootProbeError) in try plan.spawn() }
        }
        let status = waitForChild(child)?.status
        output.close()
        guard status == .exited(0) else {
            throw BootProbeError(
                .failed, "\(image.name): preparation \(command.joined(separator: " ")) did not succeed",
                underlying: output.console.tail)
        }
    }

    private func withPlan<Result>(
        _ command: [String], output: Int32, _ body: (SpawnPlan) throws(BootProbeError) -> Result
    ) throws(BootProbeError) -> Result {
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        var plan = SpawnPlan(command: command, environment: Self.environment(of: image, marker: marker))
        plan.root = root.path
        plan.workingDirectory = image.workingDirectory
        plan.user = try image.user.map { name throws(BootProbeError) in
            try UserIdentity(named: name, root: root.path ?? "")
        }
        plan.ownSession = true
        plan.inherited = image.inheritedDescriptors
        plan.standard = (input.number, output, output)
        return try body(plan)
    }

    static func environment(of image: ImageManifest, marker: EnvironmentVariable) -> [EnvironmentVariable] {
        let path = EnvironmentVariable(name: "PATH", value: SpawnPlan.systemDirectories.joined(separator: ":"))
        return [path] + image.environment + [marker]
    }
}
