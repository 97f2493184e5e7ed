import Foundation
import Testing
import TestSupport

@testable import BootProbe

struct TreeRecipeTests {
    private func recipe(_ packages: [String] = ["gunicorn", "systemd"], from: String) -> TreeRecipe {
        TreeRecipe(
            name: "app", suite: "bookworm", packages: packages, files: [FileMapping(from: from, to: "/srv/app")])
    }

    @Test("a changed file changes the tree's hash and not the packages'")
    func fileContent() throws {
        let directory = try TemporaryDirectory()
        try directory.write("app/app.py", "first")
        let recipe = recipe(from: "\(directory.path)/app")
        let (before, packages) = (try recipe.contentHash(), recipe.packagesHash)
        #expect(try recipe.contentHash() == before)
        try directory.write("app/app.py", "other")
        #expect(try recipe.contentHash() != before)
        #expect(recipe.packagesHash == packages)
    }

    @Test("a renamed, an added and an executable file each change the tree's hash")
    func fileNames() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("app/a", "text")
        let recipe = recipe(from: "\(directory.path)/app")
        var hashes: Set<ContentHash> = [try recipe.contentHash()]
        try FileManager.default.moveItem(atPath: file, toPath: "\(directory.path)/app/b")
        hashes.insert(try recipe.contentHash())
        try directory.write("app/sub/c", "text")
        hashes.insert(try recipe.contentHash())
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(directory.path)/app/b")
        hashes.insert(try recipe.contentHash())
        #expect(hashes.count == 4)
    }

    @Test("the order of packages does not matter, their set does")
    func packages() throws {
        let directory = try TemporaryDirectory()
        let forth = recipe(["a", "b"], from: directory.path)
        #expect(forth.packagesHash == recipe(["b", "a"], from: directory.path).packagesHash)
        #expect(forth.packagesHash != recipe(["a", "c"], from: directory.path).packagesHash)
    }

    @Test("a missing file is named")
    func missingFile() throws {
        let error = #expect(throws: BootProbeError.self) { try recipe(from: "/no/such/file").contentHash() }
        #expect(error?.code == .noInput)
        #expect(error?.message.contains("/no/such/file") == true)
    }

    @Test("names that a tool could take for an option or a list are refused", arguments: ["-x", "a,b", "a b", "", "ä"])
    func hostileNames(name: String) {
        let recipe = TreeRecipe(name: "app", suite: "bookworm", packages: [name], files: [])
        #expect(throws: BootProbeError.self) { try recipe.validate() }
    }
}

struct FileMappingTests {
    @Test("a directory's content lands at its place, over what is there")
    func directory() throws {
        let directory = try TemporaryDirectory()
        try directory.write("from/sub/file", "new")
        try directory.write("root/srv/app/sub/file", "old")
        try FileMapping(from: "\(directory.path)/from", to: "/srv/app").copy(into: "\(directory.path)/root")
        #expect(try directory.read("root/srv/app/sub/file") == "new")
    }

    @Test("files that only their owner may read on the host are readable in the tree, and no more")
    func modes() throws {
        let directory = try TemporaryDirectory()
        let (file, script) = (try directory.write("from/file", ""), try directory.write("from/script", ""))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
        try FileMapping(from: "\(directory.path)/from", to: "/srv/new/app").copy(into: directory.path)
        let modes = try ["srv", "srv/new/app", "srv/new/app/file", "srv/new/app/script"].map { path in
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(path)")
            return attributes[.posixPermissions] as? Int
        }
        #expect(modes == [0o755, 0o755, 0o644, 0o755])
    }

    @Test("a link of the tree is not followed out of it")
    func link() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("file", "text")
        try directory.write("root/var/.keep", "")
        try directory.write("outside/.keep", "")
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory.path)/root/var/run", withDestinationPath: "\(directory.path)/outside")
        let error = #expect(throws: BootProbeError.self) {
            try FileMapping(from: file, to: "/var/run/file").copy(into: "\(directory.path)/root")
        }
        #expect(error?.message.contains("/var/run/file") == true)
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/outside/file"))
    }

    @Test("a place outside the tree is refused", arguments: ["srv/app", "/srv/../../etc/passwd", "/"])
    func outside(to: String) throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("file", "text")
        #expect(throws: BootProbeError.self) { try FileMapping(from: file, to: to).copy(into: directory.path) }
    }
}
