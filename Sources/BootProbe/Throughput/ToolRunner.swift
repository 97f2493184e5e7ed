import CLinux
import Foundation
import Glibc

/// Runs a load tool to its end.
package protocol ToolRunner: Sendable {
    /// A directory in which files are exchanged with the tool.
    var exchange: ToolExchange { get }

    /// Runs `command`, never through a shell, and returns what it printed.
    ///
    /// Throws `unavailable` where the program is missing, `failed` where it does not end within `timeoutSeconds` or before
    /// `cancellation` is set; it is then killed. An exit status other than 0 is no error here.
    func run(
        _ command: [String], timeoutSeconds: Double, cancellation: Cancellation
    ) throws(BootProbeError) -> ToolOutput
}

/// One directory under its two names.
package struct ToolExchange: Sendable {
    /// As this process sees it.
    package var path: String
    /// As the tool sees it, which may run inside a tree.
    package var pathSeenByTool: String

    package init(path: String, pathSeenByTool: String) {
        self.path = path
        self.pathSeenByTool = pathSeenByTool
    }
}

package struct ToolOutput: Sendable, Equatable {
    package var status: ExitStatus
    package var standardOutput: String
    package var standardError: String

    package init(status: ExitStatus, standardOutput: String, standardError: String) {
        self.status = status
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}

/// Runs tools as child processes, from the host's `PATH` or from inside a tree.
package struct SubprocessToolRunner: ToolRunner {
    package let exchange: ToolExchange
    private let root: String?

    /// A runner of the host's own programs, which exchanges files in the existing directory `directory`.
    package init(directory: String) {
        exchange = ToolExchange(path: directory, pathSeenByTool: directory)
        root = nil
    }

    /// A runner of the programs inside `root`, with `directory` (such as `/tmp`) inside of it for exchange.
    package init(root: String, directory: String) {
        exchange = ToolExchange(path: root + directory, pathSeenByTool: directory)
        self.root = root
    }

    /// A runner of the host's load tools where it has all of them, else of those in the tree of one of `images`.
    ///
    /// To be called inside a lab, whose end also ends the tree's mounts.
    package static func host(
        or images: [ImageManifest], run: RunDirectory, cacheDirectory: String = CacheDirectory.path
    ) throws(BootProbeError) -> SubprocessToolRunner {
        let needed = Set(images.flatMap { $0.throughput.map(\.tool) })
        let missing = needed.filter { $0.debianPackage != nil && !HostTool.isInstalled($0.rawValue) }
        if missing.isEmpty { return SubprocessToolRunner(directory: try run.folder("tools")) }
        let packages = Set(needed.compactMap(\.debianPackage))
        guard let recipe = images.compactMap(\.tree).first(where: { packages.isSubset(of: $0.packages) }) else {
            func list(_ words: some Sequence<String>) -> String { words.sorted().joined(separator: ", ") }
            throw BootProbeError(
                .unavailable,
                "not installed: \(list(missing.map(\.rawValue))); install \(list(missing.compactMap(\.debianPackage)))")
        }
        let tree = try TreeStore(cacheDirectory: cacheDirectory).tree(recipe)
        return try inTree(tree, run: run)
    }

    /// A runner of the programs in a layer of its own over `tree`.
    package static func inTree(_ tree: BuiltTree, run: RunDirectory) throws(BootProbeError) -> SubprocessToolRunner {
        let root = try ProcessRoot(of: tree, in: try run.folder("tools"))
        return SubprocessToolRunner(root: root.path ?? "/", directory: "/tmp")
    }

    package func run(
        _ command: [String], timeoutSeconds: Double, cancellation: Cancellation
    ) throws(BootProbeError) -> ToolOutput {
        let output = try ToolOutputFile(at: "\(exchange.path)/tool.out")
        let errors = try ToolOutputFile(at: "\(exchange.path)/tool.err")
        var plan = SpawnPlan(command: command, environment: SpawnPlan.ownEnvironment)
        plan.root = root
        plan.ownSession = true
        plan.standard = (0, output.descriptor, errors.descriptor)
        let child = try plan.spawn()
        let deadline = HostInstant.now.advanced(bySeconds: timeoutSeconds)
        guard let status = Self.wait(for: child, while: { .now < deadline && !cancellation.isCancelled }) else {
            let reason = cancellation.isCancelled ? "was cancelled" : "did not end within \(Int(timeoutSeconds)) s"
            throw BootProbeError(
                .failed, "\(command[0]) \(reason) and was killed", underlying: errors.text)
        }
        return ToolOutput(status: status, standardOutput: output.text, standardError: errors.text)
    }

    /// The status of `child`; nil where it had to be killed because its time was over.
    private static func wait(for child: pid_t, while mayRun: () -> Bool) -> ExitStatus? {
        while mayRun() {
            if let ended = waitForChild(child, options: WNOHANG) { return ended.status }
            usleep(5000)
        }
        endChild(child)
        return nil
    }
}

/// A file that takes what a tool prints; removed with this value.
private struct ToolOutputFile: ~Copyable {
    let descriptor: Int32
    private let path: String

    init(at path: String) throws(BootProbeError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw BootProbeError(
                .cannotCreate, "\(path): cannot be written", underlying: unsafe String(cString: strerror(errno)))
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        unsafe unlink(path)
    }

    var text: String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
