import Foundation

/// The folder in which the product keeps what it built and what its runs need.
package enum CacheDirectory {
    /// `$BOOTSCALE_CACHE`, else `$XDG_CACHE_HOME/bootscale`, else `~/.cache/bootscale`.
    package static var path: String {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["BOOTSCALE_CACHE"], !path.isEmpty { return absolute(path) }
        if let base = environment["XDG_CACHE_HOME"], !base.isEmpty { return absolute(base) + "/bootscale" }
        // The variable first: inside a lab an ordinary user has the number of root, and root's home by the account file.
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : absolute($0) }
        return (home ?? FileManager.default.homeDirectoryForCurrentUser.path) + "/.cache/bootscale"
    }

    /// The folder `name` of the cache, created where it is missing.
    package static func folder(_ name: String, in cache: String = path) throws(BootProbeError) -> String {
        let folder = "\(cache)/\(name)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw BootProbeError(
                .cannotCreate, "cannot create \(folder); set BOOTSCALE_CACHE to a folder that can be written",
                underlying: error.localizedDescription)
        }
        return folder
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
