import BootProbe
import Foundation
import Glibc
import Testing
import TestSupport

/// A run of the fixture command, with a cache folder of the test's own.
struct LabRun {
    /// Whether labs can be entered here; tests are left out where not.
    static let isPossible = Lab.capabilities().has(.namespaces)
    static let reason: Comment = "this host refuses namespaces"

    let host: pid_t
    let cache: TemporaryDirectory

    /// Starts the fixture and returns at once.
    init(_ arguments: [String], cache: TemporaryDirectory? = nil) throws {
        self.cache = try cache ?? TemporaryDirectory()
        let output = unsafe open(self.cache.path + "/output", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(output) }
        var plan = SpawnPlan(
            command: [Self.fixture] + arguments,
            environment: SpawnPlan.ownEnvironment + [
                EnvironmentVariable(name: "BOOTSCALE_CACHE", value: self.cache.path)
            ])
        plan.standard = (0, output, output)
        host = try plan.spawn()
    }

    /// All that the run has printed.
    var output: String {
        (try? cache.read("output")) ?? ""
    }

    /// Waits until the run has printed a whole line, and returns the first.
    func firstLine() -> String? {
        for _ in 0..<500 {
            if output.contains("\n") { return String(output.prefix { $0 != "\n" }) }
            usleep(10_000)
        }
        return nil
    }

    /// Waits for the end of the run and returns its exit status as shells report it.
    func wait() -> Int32 {
        var status: Int32 = 0
        unsafe waitpid(host, &status, 0)
        let signal = status & 0x7f
        return signal == 0 ? status >> 8 : 128 + signal
    }

    /// The lab's init: the host process's only child.
    var initProcess: pid_t? {
        let text = FileManager.default.contents(atPath: "/proc/\(host)/task/\(host)/children") ?? Data()
        return String(decoding: text, as: UTF8.self).split(separator: " ").first.flatMap { pid_t($0) }
    }

    private static var fixture: String {
        let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: executable ?? "").deletingLastPathComponent()
            .appendingPathComponent("LabFixture").path
    }
}
