import Foundation
import Profiles

extension ImageManifest {
    /// Larger files are no manifests; also bounds what a hostile file can cost.
    static let maximumFileBytes = 64 * 1024

    private static let keys = [
        "name", "tree", "command", "environment", "working_directory", "user", "port", "readiness", "timeout",
        "preparation", "throughput", "technologies",
    ]

    /// Reads the manifest at `path`, in the format of `image-manifest.schema.json`.
    ///
    /// Paths inside it are relative to its own directory. A tree that is given by name is read from
    /// `NAME.tree.yaml` beside it. Throws `badInput` with file, line and field, or `noInput`.
    package static func read(contentsOf path: String) throws(BootProbeError) -> ImageManifest {
        try parse(InputFile.text(of: path, maximumBytes: maximumFileBytes), file: path)
    }

    /// Reads a manifest from `text`, which stands for the content of `file`.
    package static func parse(_ text: String, file: String) throws(BootProbeError) -> ImageManifest {
        let root = try YAMLField.root(of: text, file: file)
        let fields = try root.mapping(known: keys)
        let timeout = try fields.optional("timeout")?.timeout()
        var manifest = ImageManifest(
            name: try fields.required("name").name(), source: file,
            tree: try fields.optional("tree")?.tree(), command: try fields.optional("command")?.command() ?? [],
            environment: try fields.optional("environment")?.environment() ?? [],
            port: UInt16(try fields.required("port").integer(in: 1...65535)),
            readiness: try fields.required("readiness").readiness(), timeoutSeconds: timeout ?? 30)
        if let directory = fields.optional("working_directory") {
            manifest.workingDirectory = try directory.absolutePath()
        }
        manifest.user = try fields.optional("user")?.string("a user name", where: YAMLField.isName)
        manifest.preparation = try fields.optional("preparation")?.commands() ?? []
        manifest.throughput = try fields.optional("throughput")?.throughputPlans() ?? []
        manifest.variants = try fields.required("technologies").variants()
        if manifest.variants.contains(where: { $0.guest == nil }) { _ = try fields.required("command") }
        return manifest
    }
}

extension TreeRecipe {
    private static let keys = ["name", "suite", "packages", "files"]

    /// Reads the tree recipe at `path`; paths inside it are relative to its own directory.
    package static func read(contentsOf path: String) throws(BootProbeError) -> TreeRecipe {
        try read(YAMLField.root(of: InputFile.text(of: path, maximumBytes: ImageManifest.maximumFileBytes), file: path))
    }

    static func read(_ field: YAMLField) throws(BootProbeError) -> TreeRecipe {
        let fields = try field.mapping(known: keys)
        var packages: [String] = []
        for package in try fields.required("packages").list() {
            packages.append(try package.string("a Debian package name", where: YAMLField.isPackageName))
        }
        var files: [FileMapping] = []
        for file in try fields.optional("files")?.list() ?? [] { files.append(try file.fileMapping()) }
        return TreeRecipe(
            name: try fields.required("name").name(),
            suite: try fields.required("suite").string("a Debian suite, such as bookworm", where: YAMLField.isName),
            packages: packages, files: files)
    }
}
