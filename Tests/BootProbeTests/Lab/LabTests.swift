import BootProbe
import Foundation
import Glibc
import Testing
import TestSupport

@Suite(.enabled(if: LabRun.isPossible, LabRun.reason)) struct LabTests {
    @Test("the exit status passes through", arguments: [0, 7])
    func exitStatus(status: Int32) throws {
        let run = try LabRun(["exec", "sh", "-c", "exit \(status)"])
        #expect(run.wait() == status)
    }

    @Test("inside there is the bridge, loopback, and no process of the host")
    func inside() throws {
        let run = try LabRun(["exec", "sh", "-c", "ip -br addr; ls /proc | grep -c '^[0-9]'; ls /run | wc -l"])
        #expect(run.wait() == 0)
        #expect(run.output.contains("10.77.0.1/16"))
        #expect(run.output.contains("127.0.0.1/8"))
        let counts = run.output.split(separator: "\n").suffix(2).compactMap { Int($0) }
        #expect(counts.count == 2 && counts[0] < 10 && counts[1] == 0, "processes and entries of /run: \(counts)")
    }

    @Test("the bridge is a lab's own: two at once do not meet")
    func concurrent() throws {
        let runs = try (0..<2).map { _ in try LabRun(["exec", "sh", "-c", "ip link show lab0 && sleep 0.3"]) }
        for run in runs { #expect(run.wait() == 0) }
        #expect(unsafe if_nametoindex(Lab.bridge) == 0, "the host has no \(Lab.bridge)")
    }

    @Test("a signal to the host process ends the run and leaves nothing", arguments: [SIGINT, SIGTERM, SIGHUP])
    func ending(signal: Int32) throws {
        let run = try LabRun(["linger"])
        let folder = try #require(run.firstLine())
        let namespaces = NamespaceMembership(of: try #require(run.initProcess))
        #expect(namespaces.members.count >= 3)
        kill(run.host, signal)
        #expect(run.wait() == 128 + signal)
        #expect(namespaces.members.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("kill -9 of any process in the row ends everything", arguments: ["host", "init", "command"])
    func killed(victim: String) throws {
        let run = try LabRun(["linger"])
        let folder = try #require(run.firstLine())
        let initProcess = try #require(run.initProcess)
        let namespaces = NamespaceMembership(of: initProcess)
        switch victim {
        case "host": kill(run.host, SIGKILL)
        case "init": kill(initProcess, SIGKILL)
        default: for member in namespaces.members where member != "\(initProcess)" { kill(pid_t(member)!, SIGKILL) }
        }
        #expect(run.wait() == 128 + SIGKILL)
        #expect(namespaces.isEmptied(), "left: \(namespaces.members)")
        let mounts = FileManager.default.contents(atPath: "/proc/self/mountinfo") ?? Data()
        #expect(!String(decoding: mounts, as: UTF8.self).contains(folder))
        #expect(unsafe if_nametoindex(Lab.bridge) == 0)
    }

    @Test("the next run removes what a killed one left in files, and says so")
    func sweep() throws {
        let killed = try LabRun(["linger"])
        let folder = try #require(killed.firstLine())
        let namespaces = NamespaceMembership(of: try #require(killed.initProcess))
        kill(killed.host, SIGKILL)
        _ = killed.wait()
        #expect(namespaces.isEmptied())
        #expect(FileManager.default.fileExists(atPath: folder))
        let next = try LabRun(["exec", "true"], cache: killed.cache)
        #expect(next.wait() == 0)
        #expect(next.output.contains("left: \(folder)"))
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("a descriptor that was opened before belongs to the host's network")
    func passedDescriptor() throws {
        let run = try LabRun(["passed"])
        let port = try #require(run.firstLine().flatMap { UInt16($0) })
        let start = HostInstant.now
        let probe = try ReadinessProbe(
            endpoint: Endpoint(address: "127.0.0.1", port: port), readiness: .tcp(banner: "hello from the lab"))
        let result = probe.run(launchedAt: start, deadline: start.advanced(bySeconds: 5)) { nil }
        #expect(result.firstAnswer != nil)
        #expect(run.wait() == 0)
    }
}

@Suite struct RunDirectoryTests {
    @Test("removal takes symbolic links, never what they point to")
    func symbolicLinks() throws {
        let outside = try TemporaryDirectory()
        let kept = try outside.write("kept", "keep")
        let cache = try TemporaryDirectory()
        let held = try HeldRunDirectory.create(inCache: cache.path)
        let run = held.directory
        let folder = try run.folder("a/b")
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: outside.path)
        try FileManager.default.createSymbolicLink(atPath: run.path + "/file", withDestinationPath: kept)
        try held.remove()
        #expect(!FileManager.default.fileExists(atPath: run.path))
        #expect(FileManager.default.fileExists(atPath: kept))
    }

    @Test("a run that is alive is not swept")
    func alive() throws {
        let cache = try TemporaryDirectory()
        let held = try HeldRunDirectory.create(inCache: cache.path)
        let path = held.directory.path
        let removed = try HeldRunDirectory.sweepLeftovers(inCache: cache.path)
        #expect(removed.isEmpty)
        #expect(FileManager.default.fileExists(atPath: path))
        try held.remove()
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
