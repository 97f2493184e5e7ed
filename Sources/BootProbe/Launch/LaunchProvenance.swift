import Profiles

/// From which content an image is launched, and with which words.
package struct LaunchProvenance: Codable, Sendable, Equatable {
    package var image: String
    package var technology: Technology
    /// What the image is made of, by SHA-256 in hexadecimal: `executable`, `kernel` and `packages` (the list of
    /// installed Debian packages with their versions) are those of files; `tree` and `disk` name what the tree and the
    /// disk were built from. Empty where a file could not be read.
    package var contentHashes: [String: String]
    /// Of instance 0; others differ in address, names and folders only.
    package var command: LaunchCommand

    package init(
        image: String, technology: Technology, contentHashes: [String: String], command: LaunchCommand
    ) {
        self.image = image
        self.technology = technology
        self.contentHashes = contentHashes
        self.command = command
    }
}

/// The whole of what a launcher hands over.
package enum LaunchCommand: Codable, Sendable, Equatable {
    /// `environment` holds `NAME=value`; `root` is the tree that the process is chrooted into, under a layer of its own,
    /// nil for the host's root.
    case process(
        arguments: [String], environment: [String], root: String?, workingDirectory: String, user: String?)
    /// The body of `POST /containers/create`.
    case container(createBody: String)
    /// libvirt's XML.
    case guest(domain: String)
    /// QEMU's command line.
    case hypervisor(arguments: [String])
}

extension BuiltTree {
    /// See `LaunchProvenance.contentHashes`; `others` are files by what they are called there.
    func contentHashes(with others: [String: String] = [:]) -> [String: String] {
        var hashes = FileHash.sha256(of: others.merging(["packages": "\(path)/var/lib/dpkg/status"]) { $1 })
        hashes["tree"] = hash.hexadecimal
        return hashes
    }
}

/// Hashes of whole files, which may be large.
enum FileHash {
    /// SHA-256 in hexadecimal of each file, under the same key; a file that cannot be read is left out.
    ///
    /// By sha256sum(1), which is quicker by far than our own, made for a few kilobytes.
    static func sha256(of files: [String: String]) -> [String: String] {
        var hashes: [String: String] = [:]
        for (key, path) in files {
            let lines = try? HostTool("sha256sum", ["--binary", "--", path]).run()
            let digits = lines?.first?.prefix { $0.isHexDigit } ?? ""
            if digits.count == 64 { hashes[key] = String(digits) }
        }
        return hashes
    }
}
