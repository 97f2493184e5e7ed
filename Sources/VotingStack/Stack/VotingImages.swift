import BootProbe
import Foundation

/// The images of the voting application, as they are shipped.
package enum VotingImages {
    /// Folder of the manifests.
    package static var folder: String {
        let folder = Bundle.module.url(forResource: "images", withExtension: nil, subdirectory: "Resources")
        guard let folder else { preconditionFailure("the package's resources are incomplete") }
        return folder.path
    }

    /// The manifest `name`: `vote`, `vote-replica`, `result` or `redis`.
    package static func manifest(_ name: String) throws(BootProbeError) -> ImageManifest {
        try ImageManifest.read(contentsOf: "\(folder)/\(name).yaml")
    }

    /// The program `voting-worker`, which is built beside this one.
    package static var workerPath: String {
        let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
        return program.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "voting-worker").path
    }
}
