import BootProbe
import Foundation
import Glibc
import Testing

extension Launching {
    @Suite(
        "Processes and containers of a Debian tree", .serialized,
        .enabled(if: HostLacks.forContainers.areNone, HostLacks.forContainers.comment))
    struct LaunchTests {
        @Test("answer rightly, within a narrow interval, and are gone at once", arguments: ["process", "container"])
        func launches(technology: String) throws {
            let launches = try Fixture.launch(technology, count: 3)
            #expect(launches.count == 3)
            for launch in launches {
                let seconds = try #require(launch.answeredAfter, "\(launch.outcome): \(launch.console)")
                #expect(seconds > launch.launchCallSeconds || technology == "container")
                // A few milliseconds at rest; the tests share their processors.
                #expect(try seconds - #require(launch.lowerBound) < 0.5)
                #expect(try #require(launch.cpuSeconds) > 0.01)
                #expect(launch.secondAnswerSeconds != nil)
                #expect(launch.console.contains("Listening at"))
                #expect(launch.destroySeconds < 5)
                let created = technology == "container" ? ["container created"] : []
                let names = created + ["first console byte", "launch returned", "listening"]
                #expect(launch.phases.keys.sorted() == names)
                #expect(try #require(launch.phases["launch returned"]) == launch.launchCallSeconds)
                let (first, listening) = (launch.phases["first console byte"] ?? 0, launch.phases["listening"] ?? 0)
                #expect(first > 0 && first <= listening && listening < seconds)
            }
        }

        @Test("fail at a fatal text, with what was printed", arguments: ["process", "container"])
        func fatal(technology: String) throws {
            let launch = try #require(try Fixture.launch(technology, count: 1, fatal: "Using worker").first)
            #expect(launch.answeredAfter == nil)
            #expect(launch.outcome.contains("the \(technology) printed"), "\(launch.outcome)")
            #expect(launch.console.contains("Using worker: sync"))
        }

        @Test("containers of a killed run end with it, and the next run removes their control groups")
        func killedRun() throws {
            let path = Self.temporaryFile()
            defer { try? FileManager.default.removeItem(atPath: path) }
            let output = try FileHandle(forUpdating: URL(filePath: path))
            var plan = SpawnPlan(
                command: [Fixture.path, "hold", "container", "2"], environment: SpawnPlan.ownEnvironment)
            plan.standard.output = output.fileDescriptor
            let host = try plan.spawn()
            let folder = try #require(try Self.firstLine(of: output))
            let groups = Self.controlGroups(of: RunDirectory(path: folder))
            #expect(!groups.isEmpty && groups.allSatisfy { Self.exists($0) })
            kill(host, SIGKILL)
            waitpid(host, nil, 0)
            try HostTool(Fixture.path, ["exec", "true"]).run()
            #expect(groups.filter { Self.exists($0) } == [])
            #expect(!Self.exists(folder))
        }

        private static func temporaryFile() -> String {
            let path = NSTemporaryDirectory() + "bootscale-\(UUID().uuidString)"
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            return path
        }

        /// Waits for a whole line, at most five minutes: the first run imports the image.
        private static func firstLine(of file: FileHandle) throws -> String? {
            for _ in 0..<3000 {
                try file.seek(toOffset: 0)
                let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
                if text.contains("\n") { return String(text.prefix { $0 != "\n" }) }
                usleep(100_000)
            }
            return nil
        }

        /// The groups of a run that exist now.
        private static func controlGroups(of run: RunDirectory) -> [String] {
            let root = "/sys/fs/cgroup"
            let hierarchies = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
            return ([root] + hierarchies.map { "\(root)/\($0)" }).map { "\($0)/\(run.controlGroup)" }.filter(exists)
        }

        private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    }
}
