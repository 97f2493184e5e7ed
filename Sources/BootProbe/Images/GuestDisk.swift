/// What a guest boots from: all launches share it, none writes to it.
package struct GuestDisk: Sendable, Hashable {
    /// A raw image that holds one ext4 file system.
    package var rootImage: String
    /// The tree's own kernel, a bzImage.
    package var kernel: String
    /// The common part of the initial RAM disk, to which each launch appends its own.
    package var initialRAMDisk: String
    package var hash: ContentHash
}
