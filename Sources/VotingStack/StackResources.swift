import BootProbe
import Foundation

/// What ships with the library: images, policies, the paper's profiles, and the worker.
package enum StackResources {
    /// The path of `name`, relative to the resource folder.
    package static func path(_ name: String) -> String {
        Bundle.module.bundleURL.appending(path: "Resources/\(name)").path
    }

    /// The manifest `name`: `vote`, `vote-replica`, `result` or `redis`.
    package static func image(_ name: String) throws(BootProbeError) -> ImageManifest {
        try ImageManifest.read(contentsOf: path("images/\(name).yaml"))
    }

    /// The program `voting-worker`, which is built beside this one.
    package static var workerPath: String {
        let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
        return program.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "voting-worker").path
    }
}
