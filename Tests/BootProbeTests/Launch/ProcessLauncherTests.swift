import BootProbe
import Foundation
import Glibc
import Profiles
import Testing
import TestSupport

@Suite struct ProcessLauncherTests {
    /// Runs on the host's own root, so it needs no lab.
    private let cache: TemporaryDirectory
    /// Of this run, since it listens on the host's own loopback; below those that the kernel gives out by itself.
    private let port = UInt16.random(in: 20_000..<30_000)
    private let launcher: ProcessLauncher

    init() throws {
        cache = try TemporaryDirectory()
        launcher = ProcessLauncher(run: RunDirectory(path: cache.path), gateway: "127.0.0.1") {
            recipe throws(BootProbeError) in
            throw BootProbeError(.internalFault, "no tree was expected, got \(recipe.name)")
        }
    }

    private func image(_ script: String, readiness: Readiness = .tcp(banner: "")) -> ImageManifest {
        ImageManifest(
            name: "test", command: ["python3", "-c", script, "{address}", "{port}", "{gateway}"],
            environment: [EnvironmentVariable(name: "GREETING", value: "from {address} via {gateway}")],
            port: port, readiness: readiness, timeoutSeconds: 20)
    }

    private static let server = """
        import os, socket, subprocess, sys
        subprocess.Popen(["setsid", "sleep", "1000"])
        listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
        print("listening", flush=True)
        while True:
            connection, _ = listener.accept()
            try: connection.sendall(os.environ["GREETING"].encode())
            except OSError: pass
            connection.close()
        """

    @Test("a process answers at an address of its own, and its escaped children go with it")
    func answers() throws {
        let image = image(Self.server, readiness: .tcp(banner: "from 127.0.1.8 via 127.0.0.1"))
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 7))
        let seconds = try #require(launch.timeToFirstResponse)
        #expect((0..<seconds).contains(try #require(launch.earliestSeconds)))
        #expect(launch.instance.endpoint == Endpoint(address: "127.0.1.8", port: port))
        #expect(launch.instance.launchedAt <= launch.instance.launchReturnedAt)
        #expect(launch.instance.failure() == nil)
        #expect(try #require(launch.instance.cpuSeconds()) > 0.001)
        #expect(launch.instance.consoleTail() == "listening")
        #expect(Self.marked(cache.path).count == 2)
        try launch.instance.destroy()
        try launch.instance.destroy()
        #expect(Self.marked(cache.path).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: cache.path + "/process/i7"))
    }

    @Test(
        "a process is held to its part of a CPU, and the control group goes with it",
        .enabled(if: ControlGroups.quotaLack == nil, "\(ControlGroups.quotaLack ?? "")"))
    func quota() throws {
        let busy = "import time\nend = time.monotonic() + 60\nwhile time.monotonic() < end: pass"
        var image = image(busy)
        image.variants = [Variant(technology: .process, cpus: 0.2)]
        #expect(launcher.cpuQuota(of: image) == 0.2)
        let instance = try launcher.launch(image, as: InstanceID(number: 4))
        Thread.sleep(forTimeInterval: 2)
        let used = try #require(instance.cpuSeconds())
        let seconds = HostInstant.now.seconds(since: instance.launchedAt)
        // A period more than whole ones may have been touched.
        #expect(used < 0.2 * (seconds + 0.2) && used > 0.01)
        try instance.destroy()
        let groups = ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup"].map {
            "\($0)/\(RunDirectory(path: cache.path).controlGroup)"
        }
        #expect(groups.allSatisfy { unsafe rmdir($0) == 0 || errno == ENOENT }, "nothing is left in the run's group")
    }

    @Test("a process is launched without its quota where the user may set none")
    func noQuota() throws {
        var image = image(Self.server, readiness: .tcp(banner: ""))
        image.variants = [Variant(technology: .process, cpus: 0.2)]
        let launcher = ProcessLauncher(
            run: RunDirectory(path: cache.path), gateway: "127.0.0.1", setsQuotas: false
        ) { recipe throws(BootProbeError) in throw BootProbeError(.internalFault, recipe.name) }
        #expect(launcher.cpuQuota(of: image) == nil)
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 5))
        #expect(launch.timeToFirstResponse != nil)
        try launch.instance.destroy()
    }

    @Test("a process that dies is a failure with its status and last words")
    func dies() throws {
        let launch = try launcher.timedLaunch(image("print('no luck'); raise SystemExit(3)"), as: InstanceID(number: 1))
        defer { try? launch.instance.destroy() }
        guard case .failed(_, let reason) = launch.result.outcome else {
            Issue.record("expected a failure, got \(launch.result.outcome)")
            return
        }
        #expect(reason == "the process exited with status 3")
        #expect(launch.instance.consoleTail().contains("no luck"))
    }

    @Test("phases that the manifest names are stamped between the launch and the first answer")
    func phases() throws {
        // By its banner: a connection alone is accepted before the server has printed anything.
        var image = image(Self.server, readiness: .tcp(banner: "from 127.0.1.3 via 127.0.0.1"))
        image.variants = [
            Variant(technology: .process, phases: [ConsolePattern(name: "listening", text: "listening")])
        ]
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 2))
        defer { try? launch.instance.destroy() }
        let phases = launch.instance.phases()
        try #require(
            phases.map(\.name) == ["launch returned", "first console byte", "listening"], "\(launch.result)")
        #expect(phases[0].at == launch.instance.launchReturnedAt)
        // Printed before the answer was sent; on a busy machine the reader may wait for a processor.
        #expect(try phases[2].at.seconds(since: #require(launch.result.firstAnswer).lastByteAt) < 0.5)
    }

    @Test("a fatal text ends a trial while the process lives")
    func fatal() throws {
        var image = image("import time; print('no more room', flush=True); time.sleep(100)")
        image.variants = [Variant(technology: .process, fatal: ["no more"])]
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 3))
        defer { try? launch.instance.destroy() }
        guard case .failed(_, let reason) = launch.result.outcome else {
            Issue.record("expected a failure, got \(launch.result.outcome)")
            return
        }
        #expect(reason == "the process printed \"no more room\"")
    }

    @Test("what a process prints is stamped right after its printing")
    func arrival() throws {
        let image = image("import time; print('%.9f' % time.clock_gettime(time.CLOCK_MONOTONIC_RAW), flush=True)")
        var delays: [Double] = []
        for number in 0..<20 {
            let instance = try launcher.launch(image, as: InstanceID(number: number))
            defer { try? instance.destroy() }
            #expect(eventually { instance.failure() != nil })
            let printedAt = try #require(Double(instance.consoleTail()))
            let stamp = try #require(instance.phases().first { $0.name == "first console byte" })
            delays.append(Double(stamp.at.nanoseconds) / 1e9 - printedAt)
        }
        // The time to format and write is in it. On a busy machine the reader may wait for a processor: the quickest
        // tells what it does at rest, 0.1 ms.
        #expect(delays.allSatisfy { $0 > 0 })
        #expect(try #require(delays.min()) < 0.005)
    }

    @Test("a preparation that fails says what it printed, and nothing is launched")
    func preparationFails() throws {
        var image = image(Self.server)
        image.preparation = [["sh", "-c", "echo {gateway} is down; exit 1"]]
        let error = #expect(throws: BootProbeError.self) { try launcher.launch(image, as: InstanceID(number: 1)) }
        #expect(error?.underlying?.contains("127.0.0.1 is down") == true)
    }

    @Test("a program that does not exist is unavailable")
    func missingProgram() throws {
        var image = image("")
        image.command = ["no-such-program"]
        let error = #expect(throws: BootProbeError.self) { try launcher.launch(image, as: InstanceID(number: 1)) }
        #expect(error?.code == .unavailable)
    }

    /// Processes whose environment names a run in `path`.
    private static func marked(_ path: String) -> [String] {
        let run = "BOOTSCALE_INSTANCE=\(URL(filePath: path).lastPathComponent)/"
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { process in
            let data = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
            return String(decoding: data, as: UTF8.self).contains(run)
        }
    }
}

@Suite struct ResolvedManifestTests {
    @Test("placeholders are replaced in commands and environment")
    func placeholders() {
        var image = ImageManifest(
            name: "vote", command: ["gunicorn", "--bind", "{address}:{port}"],
            environment: [EnvironmentVariable(name: "REDIS", value: "{gateway}:6379")], port: 8080, readiness: .resp)
        image.preparation = [["ping", "{gateway}"]]
        let resolved = image.resolved(address: "10.78.1.2", gateway: "10.77.0.1")
        #expect(resolved.command == ["gunicorn", "--bind", "10.78.1.2:8080"])
        #expect(resolved.environment[0].value == "10.77.0.1:6379")
        #expect(resolved.preparation == [["ping", "10.77.0.1"]])
    }
}
