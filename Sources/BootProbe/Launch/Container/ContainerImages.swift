import Foundation

/// Trees as images of the container engine.
struct ContainerImages: Sendable {
    let run: RunDirectory

    /// Makes sure that `engine` has the image of `tree`; the first time takes seconds, since the tree is copied into
    /// the engine's storage.
    func provide(_ tree: BuiltTree, to engine: DockerClient) throws(BootProbeError) {
        if try has(tree, engine) { return }
        let images = try CacheDirectory.folder("containers")
        let lock = try FileLock(waitingFor: "\(images).lock")
        defer { withExtendedLifetime(lock) {} }
        let importer = try ContainerEngine(.importing(run))
        defer { importer.stop() }
        // Another run may have been quicker.
        if try !has(tree, importer.client) { try add(tree, importer.client) }
    }

    /// The folders of the host that hold the image's files.
    func layers(of tree: BuiltTree, in engine: DockerClient) throws(BootProbeError) -> [String] {
        let image = try DockerClient.decode(
            Inspection.self, from: try engine.request(.get, "/images/\(tree.containerImage)/json"))
        let folders = image.driver.data
        return (folders.lower?.split(separator: ":").map(String.init) ?? []) + [folders.upper].compactMap { $0 }
    }

    private struct Inspection: Decodable {
        struct Driver: Decodable {
            struct Folders: Decodable {
                var lower: String?
                var upper: String?

                enum CodingKeys: String, CodingKey {
                    case lower = "LowerDir"
                    case upper = "UpperDir"
                }
            }

            var data: Folders

            enum CodingKeys: String, CodingKey { case data = "Data" }
        }

        var driver: Driver

        enum CodingKeys: String, CodingKey { case driver = "GraphDriver" }
    }

    private func has(_ tree: BuiltTree, _ engine: DockerClient) throws(BootProbeError) -> Bool {
        try engine.exists("/images/\(tree.containerImage)/json")
    }

    private func add(_ tree: BuiltTree, _ engine: DockerClient) throws(BootProbeError) {
        let archive = "\(try run.folder("containers"))/\(tree.name)-\(tree.hash.short).tar"
        try writeContainerArchive(tree: tree, to: archive)
        let name = tree.containerImage.split(separator: ":").map(String.init)
        let answer = try engine.request(
            .post, "/images/create", query: [("fromSrc", "-"), ("repo", name[0])], body: .archive(path: archive),
            timeoutSeconds: 1800)
        try FileSystem.remove(archive)
        // Podman answers with the id but names the image "latest" whatever the tag parameter says.
        let id = try Self.imageID(in: answer)
        try engine.request(.post, "/images/\(id)/tag", query: [("repo", name[0]), ("tag", name[1])])
    }

    /// The answer is a stream of JSON lines, the last with the image's id or an error.
    private static func imageID(in answer: [UInt8]) throws(BootProbeError) -> String {
        struct Progress: Decodable {
            var status: String?
            var error: String?
        }
        let lines = try answer.split(separator: UInt8(ascii: "\n")).map { line throws(BootProbeError) in
            try DockerClient.decode(Progress.self, from: Array(line))
        }
        guard let status = lines.last?.status, status.hasPrefix("sha256:") else {
            throw BootProbeError(
                .failed, "the container engine did not import the image",
                underlying: lines.compactMap(\.error).last ?? String(decoding: answer.prefix(200), as: UTF8.self))
        }
        return status
    }
}
