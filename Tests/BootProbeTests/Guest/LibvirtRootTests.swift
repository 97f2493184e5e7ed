import Foundation
import Testing
import TestSupport

@testable import BootProbe

struct LibvirtRootTests {
    @Test("a second user of the cache folder takes a root of its own, a later one the free one")
    func concurrent() throws {
        let directory = try TemporaryDirectory()
        func path() throws -> String { try LibvirtRoot(cacheDirectory: directory.path).path }
        do {
            let first = try LibvirtRoot(cacheDirectory: directory.path)
            #expect(try path() != first.path)
        }
        #expect(try path() == "\(directory.path)/libvirt/0")
    }

    @Test("guests of a killed process are forgotten, QEMU's capabilities are not")
    func leftovers() throws {
        let directory = try TemporaryDirectory()
        try directory.write("libvirt/0/run/qemu/vm1.xml", "<domstatus/>")
        try directory.write("libvirt/0/cache/qemu/capabilities/a.xml", "<qemuCaps/>")
        _ = try LibvirtRoot(cacheDirectory: directory.path).path
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/libvirt/0/run"))
        #expect(try directory.read("libvirt/0/cache/qemu/capabilities/a.xml") == "<qemuCaps/>")
    }

    @Test("a path with marks of a query stays one path in the connection's name")
    func uri() throws {
        let directory = try TemporaryDirectory()
        let root = try LibvirtRoot(cacheDirectory: "\(directory.path)/a&b+c d")
        let components = try #require(URLComponents(string: root.uri))
        #expect(components.queryItems == [URLQueryItem(name: "root", value: root.path)])
        #expect(!root.uri.contains("+"))
    }

    @Test("a cache folder whose path leaves no room for sockets is refused with the way out")
    func longPath() throws {
        let directory = try TemporaryDirectory()
        let long = "\(directory.path)/\(String(repeating: "x", count: 60))"
        do {
            _ = try LibvirtRoot(cacheDirectory: long).path
            Issue.record("accepted")
        } catch {
            #expect(error.code == .usage)
            #expect(error.message.contains("BOOTSCALE_CACHE"))
        }
    }
}
