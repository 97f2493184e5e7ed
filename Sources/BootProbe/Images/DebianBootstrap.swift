import Foundation

/// Installs a recipe's Debian packages into an archive with mmdebstrap(1): essential packages, those of the recipe
/// and what they depend on, nothing that is only recommended.
struct DebianBootstrap {
    var recipe: TreeRecipe
    /// Directory for the files that mmdebstrap is given.
    var workshop: String

    func run(to archive: String, progress: (String, Double?) -> Void) throws(BootProbeError) {
        let configuration = try AptConfiguration.ofHost(suite: recipe.suite)
        var report = DebianBootstrapProgress(tree: recipe.name)
        progress("installing Debian packages for \(recipe.name)", 0)
        let tool = HostTool(
            "mmdebstrap", try arguments(configuration, archive: archive),
            // linux-image's scripts would build an initial RAM disk that nothing of ours boots.
            environment: [
                EnvironmentVariable(name: "INITRD", value: "No"),
                EnvironmentVariable(name: "DEBIAN_FRONTEND", value: "noninteractive"),
            ])
        do throws(BootProbeError) {
            try tool.run { line in
                if let step = report.observe(line) { progress(step.message, step.fraction) }
            }
        } catch {
            throw BootProbeError(
                error.code, "the tree \(recipe.name) could not be built from Debian \(recipe.suite): \(error.message)",
                underlying: error.underlying)
        }
    }

    private func arguments(
        _ configuration: AptConfiguration, archive: String
    ) throws(BootProbeError) -> [String] {
        let options = "\(workshop)/apt.conf"
        try FileSystem.write(Array((configuration.options.joined(separator: "\n") + "\n").utf8), to: options)
        var arguments = ["--verbose", "--variant=essential", "--format=tar", "--aptopt=\(options)"]
        // Without an fsync a file: an archive that a crash cuts short is not renamed into place.
        arguments.append("--dpkgopt=force-unsafe-io")
        arguments += TreeRecipe.excludedPaths.map { "--dpkgopt=path-exclude=\($0)" }
        arguments += ["--include=\(recipe.packages.joined(separator: ","))", recipe.suite, archive]
        for source in configuration.sources {
            let path = "\(workshop)/\(source.name)"
            try FileSystem.write(Array(source.text.utf8), to: path)
            arguments.append(path)
        }
        return arguments
    }
}

/// Reads from mmdebstrap's verbose output how far an installation is.
struct DebianBootstrapProgress {
    struct Step: Equatable {
        var message: String
        var fraction: Double
    }

    private let tree: String
    /// Packages of the recipe and what they depend on; nil until apt has told their number.
    private var packageCount: Int?
    private var isInstallingRecipe = false
    private var steps = 0

    init(tree: String) { self.tree = tree }

    /// The step that `line` begins, or nil. The shares of the whole were measured with the voting tree.
    mutating func observe(_ line: String) -> Step? {
        if line.hasPrefix("I: downloading packages") { return step("downloading the base system", 0.03) }
        if line.hasPrefix("I: extracting archives") { return step("unpacking the base system", 0.06) }
        if line.hasPrefix("I: creating tarball") { return step("packing", 0.92) }
        if line.hasPrefix("I: installing remaining packages") {
            isInstallingRecipe = true
            return step("downloading packages", 0.2)
        }
        guard isInstallingRecipe else { return nil }
        packageCount = packageCount ?? Self.newlyInstalled(line)
        guard let packageCount, line.hasPrefix("Unpacking ") || line.hasPrefix("Setting up ") else { return nil }
        steps += 1
        // Each package is unpacked and set up once.
        return step("installing packages", 0.25 + 0.65 * min(1, Double(steps) / Double(2 * packageCount)))
    }

    private func step(_ doing: String, _ fraction: Double) -> Step {
        Step(message: "\(doing) for \(tree)", fraction: fraction)
    }

    /// From apt's summary, `12 upgraded, 87 newly installed, …`.
    private static func newlyInstalled(_ line: String) -> Int? {
        let words = line.split(separator: " ")
        guard let newly = words.firstIndex(of: "newly"), newly > 0 else { return nil }
        return Int(words[newly - 1])
    }
}
