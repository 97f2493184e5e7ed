/// A root file system on the host's disk, complete and not to be written to.
package struct BuiltTree: Sendable, Hashable {
    package var name: String
    /// The directory that is `/` for what runs in the tree.
    package var path: String
    package var hash: ContentHash

    /// What a container engine calls the tree: repository and tag, stable for the same content.
    package var containerImage: String { "bootscale/\(name):\(hash.short)" }
}

/// Called with what is being done and, where it is known, how much of the whole build is behind us (0…1).
package typealias BuildProgress = @Sendable (_ message: String, _ fraction: Double?) -> Void
