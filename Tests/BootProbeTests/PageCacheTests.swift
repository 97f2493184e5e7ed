import Foundation
import Glibc
import Testing
import TestSupport

@testable import BootProbe

@Suite("Page cache") struct PageCacheTests {
    /// Pages of a file system in memory, which temporary files may live in, cannot be dropped.
    private static let disk = "/var/tmp"

    /// A file of 64 pages.
    private func file(in directory: TemporaryDirectory) throws -> String {
        let path = directory.file("pages")
        try Data(repeating: 7, count: 64 * CachedFile.pageSize).write(to: URL(filePath: path))
        return path
    }

    @Test("a working set is dropped, seen to be gone, and read again page by page")
    func evictAndLoad() throws {
        let directory = try TemporaryDirectory(in: Self.disk)
        let path = try file(in: directory)
        let set = WorkingSet(residentIn: [directory.path])
        #expect(set.pageCount == 64)
        #expect(set.residentShare == 1)
        try set.evict()
        #expect(try #require(set.residentShare) == 0)
        // A boot that reads one page brings more in, by read-ahead; how many is the kernel's affair.
        let control = PageCacheControl()
        try set.load()
        #expect(set.residentShare == 1)
        control.discover([path])
        #expect(try control.establish(.cold) == 0)
        #expect(try control.establish(.warm) == 1)
    }

    @Test("what another process has mapped cannot be dropped, and is left out of what must be cold")
    func pinned() throws {
        let directory = try TemporaryDirectory(in: Self.disk)
        let path = try file(in: directory)
        try Data(repeating: 8, count: 32 * CachedFile.pageSize).write(to: URL(filePath: directory.file("free")))
        let descriptor = unsafe open(path, O_RDONLY)
        let size = 16 * CachedFile.pageSize
        let mapped = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0)!
        close(descriptor)
        var sum = 0
        for page in 0..<16 {
            sum += Int(unsafe mapped.load(fromByteOffset: page * CachedFile.pageSize, as: UInt8.self))
        }
        #expect(sum == 16 * 7)
        defer { unsafe munmap(mapped, size) }
        let control = PageCacheControl()
        control.discover([directory.path])
        #expect(try #require(try control.establish(.cold)) > 0.1, "the mapped pages stay")
        _ = try control.establish(.warm)
        try control.leaveOutPinned()
        let share = try control.establish(.cold)
        #expect(share == 0)
    }

    @Test("what a launch does not read is no part of the set, though all was resident before")
    func discovery() throws {
        let directory = try TemporaryDirectory(in: Self.disk)
        let path = try file(in: directory)
        for number in 0..<3 {
            try FileManager.default.copyItem(atPath: path, toPath: directory.file("unread-\(number)"))
        }
        let control = PageCacheControl()
        try control.prepareDiscovery([directory.path])
        _ = try Data(contentsOf: URL(filePath: path))
        control.discover([directory.path])
        _ = try control.establish(.cold)
        #expect(try control.establish(.warm) == 1)
        #expect(WorkingSet(residentIn: [directory.path]).pageCount == 64)
    }

    @Test("more files than a process may have mappings are looked at")
    func manyFiles() throws {
        let directory = try TemporaryDirectory(in: Self.disk)
        let before = try Self.mappings()
        let sets = try (0..<4).map { number in
            let folder = directory.file("\(number)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in 0..<100 { try Data([1]).write(to: URL(filePath: "\(folder)/\(file)")) }
            return WorkingSet(residentIn: [folder])
        }
        #expect(sets.map(\.pageCount) == [100, 100, 100, 100])
        #expect(try Self.mappings() < before + 100, "sets keep their files mapped")
    }

    private static func mappings() throws -> Int {
        try String(contentsOfFile: "/proc/self/maps", encoding: .utf8).count { $0 == "\n" }
    }

    @Test("folders without files, missing paths and links are no working set")
    func nothing() throws {
        let directory = try TemporaryDirectory()
        _ = unsafe symlink("/bin/sh", directory.file("link"))
        let set = WorkingSet(residentIn: [directory.path, directory.file("missing")])
        #expect(set.pageCount == 0 && set.residentShare == nil)
    }
}
