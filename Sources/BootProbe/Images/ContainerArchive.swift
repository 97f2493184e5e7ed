/// Writes `tree` as a tar archive that a container engine imports as an image (Docker Engine API,
/// `POST /images/create?fromSrc=-`), under the name `tree.containerImage`.
///
/// What only a guest needs is left out: kernel, modules and what makes initial RAM disks. `path` appears when it is
/// complete. Takes seconds; throws `failed` where tar cannot read the tree or write the archive.
package func writeContainerArchive(tree: BuiltTree, to path: String) throws(BootProbeError) {
    let guestOnly = [
        "./boot/*", "./vmlinuz*", "./initrd.img*", "./usr/lib/modules/*", "./lib/modules/*",
        "./usr/share/initramfs-tools", "./var/cache/apt/*", "./var/lib/apt/lists/*",
    ]
    let partial = "\(path).partial"
    try HostTool(
        "tar",
        ["--create", "--file", partial, "--directory", tree.path, "--sort=name", "--numeric-owner", "--anchored"]
            + guestOnly.map { "--exclude=\($0)" } + ["."]
    ).run()
    try FileSystem.remove(path)
    try FileSystem.move(partial, to: path)
}
