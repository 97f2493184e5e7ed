import Foundation
import Glibc
import Testing
import TestSupport

@testable import BootProbe

struct ConsoleScannerTests {
    private let phases = [
        ConsolePattern(name: "kernel", text: "kernel is up"), ConsolePattern(name: "login", text: "login:"),
    ]

    private func instant(_ seconds: Double) -> HostInstant { HostInstant(nanoseconds: Int64(seconds * 1e9)) }

    @Test("a text cut into pieces anywhere is stamped when its last byte arrives", arguments: 1...20)
    func pieces(size: Int) throws {
        let bytes = Array("boot: kernel is up\r\n".utf8)
        let end = "boot: kernel is up".utf8.count
        var scanner = ConsoleScanner(phases: phases, fatal: [])
        for start in stride(from: 0, to: bytes.count, by: size) {
            scanner.feed(bytes[start..<min(start + size, bytes.count)], at: instant(Double(start)))
        }
        let expected = Double((end - 1) / size * size)
        #expect(scanner.firstByteAt == instant(0))
        #expect(scanner.stamps == [PhaseStamp(name: "kernel", at: instant(expected))])
    }

    @Test("a text that begins its line is stamped with the line's first byte")
    func beginning() {
        var scanner = ConsoleScanner(phases: phases, fatal: [])
        for (index, byte) in "up\nkernel is up now\n".utf8.enumerated() {
            scanner.feed([byte], at: instant(Double(index)))
        }
        #expect(scanner.stamps == [PhaseStamp(name: "kernel", at: instant(3))])
    }

    @Test("a prompt is stamped without a line's end, and once")
    func prompt() {
        var scanner = ConsoleScanner(phases: phases, fatal: [])
        scanner.feed("host login:".utf8, at: instant(1))
        scanner.feed(" \nhost login: \n".utf8, at: instant(2))
        #expect(scanner.stamps == [PhaseStamp(name: "login", at: instant(1))])
    }

    @Test("a text over two lines is no match")
    func lines() {
        var scanner = ConsoleScanner(phases: phases, fatal: [])
        scanner.feed("kernel is\nup\n".utf8, at: instant(1))
        #expect(scanner.stamps.isEmpty)
    }

    @Test("the first fatal line is kept whole")
    func fatal() {
        var scanner = ConsoleScanner(phases: [], fatal: ["panic"])
        scanner.feed("fine\nKernel panic - not syncing\npanic again\n".utf8, at: instant(1))
        #expect(scanner.fatalLine(at: .now) == "Kernel panic - not syncing")
    }

    @Test("a fatal line that comes in pieces is told whole, or so far as it came in time")
    func fatalPieces() {
        var scanner = ConsoleScanner(phases: [], fatal: ["TRAP:"])
        scanner.feed("FATAL TRAP: 3".utf8, at: instant(1))
        #expect(scanner.fatalLine(at: instant(1.01)) == nil)
        #expect(scanner.fatalLine(at: instant(1.1)) == "FATAL TRAP: 3")
        scanner.feed(" at 0x1\nhalted\n".utf8, at: instant(1.02))
        #expect(scanner.fatalLine(at: instant(1.02)) == "FATAL TRAP: 3 at 0x1")
    }

    @Test("a text within a line that is longer than all memory for it is found")
    func longLine() {
        var scanner = ConsoleScanner(phases: phases, fatal: [])
        let filling = String(repeating: "x", count: 20_000)
        scanner.feed("\(filling)kernel is up\(filling)".utf8, at: instant(1))
        #expect(scanner.stamps == [PhaseStamp(name: "kernel", at: instant(1))])
    }

    @Test("a console that never ends a line, or never stops, is held in bounded memory")
    func bounded() {
        var scanner = ConsoleScanner(phases: phases, fatal: [])
        scanner.feed(repeatElement(UInt8(ascii: "x"), count: 20_000), at: instant(1))
        scanner.feed("kernel is up\n".utf8, at: instant(2))
        for number in 0..<1_000 { scanner.feed("line \(number)\n".utf8, at: instant(3)) }
        #expect(scanner.stamps.count == 1)
        #expect(scanner.tail.utf8.count < 10_000)
        #expect(scanner.tail.hasSuffix("line 999"))
    }
}

struct SerialConsoleTests {
    private let phases = [ConsolePattern(name: "kernel", text: "kernel is up")]

    @Test("the opening and what a writer prints are stamped between their call and their reading; its end is seen")
    func writer() throws {
        let directory = try TemporaryDirectory()
        let console = try SerialConsole(path: directory.file("console"), phases: phases, fatal: [])
        let before = HostInstant.now
        let writer = try FileHandle(forWritingTo: URL(filePath: directory.file("console.out")))
        console.release()
        try writer.write(contentsOf: Data("kernel is up\n".utf8))
        #expect(!console.hasEnded)
        try writer.close()
        #expect(console.waitForEnd(seconds: 5))
        #expect(console.hasEnded)
        #expect(console.stamps.map(\.name) == [PhaseStamp.hypervisorUp, PhaseStamp.firstConsoleByte, "kernel"])
        #expect(console.stamps.allSatisfy { $0.at >= before && $0.at <= .now })
        #expect(console.tail == "kernel is up")
    }

    @Test("a console that nobody opens ends when it is released")
    func nobody() throws {
        let directory = try TemporaryDirectory()
        let console = try SerialConsole(path: directory.file("console"), phases: phases, fatal: [])
        #expect(!console.waitForEnd(seconds: 0.05))
        console.release()
        #expect(console.waitForEnd(seconds: 5))
        #expect(console.stamps.isEmpty)
    }
}

@Suite(.serialized) struct OutputPipeTests {
    private let phases = [ConsolePattern(name: "ready", text: "ready")]

    /// A shell that runs `script`, and the console of what it prints.
    private func run(_ script: String) throws -> (pipe: OutputPipe, result: pid_t) {
        try OutputPipe.open(to: Console(phases: phases, fatal: ["broken"])) { writer throws(BootProbeError) in
            var plan = SpawnPlan(command: ["sh", "-c", script], environment: SpawnPlan.ownEnvironment)
            plan.standard = (0, writer, writer)
            return try plan.spawn()
        }
    }

    @Test("both streams of a process are stamped on arrival, and end with it")
    func streams() throws {
        let before = HostInstant.now
        let (pipe, child) = try run("echo first; sleep 1; echo ready >&2; echo it is broken; echo last")
        #expect(pipe.console.waitForEnd(seconds: 5))
        _ = waitForChild(child)
        let stamps = pipe.console.stamps
        #expect(stamps.map(\.name) == [PhaseStamp.firstConsoleByte, "ready"])
        #expect(stamps[1].at.seconds(since: stamps[0].at) > 0.5)
        #expect(stamps[0].at >= before)
        #expect(pipe.console.fatalLine == "it is broken")
        #expect(pipe.console.tail == "first\nready\nit is broken\nlast")
    }

    @Test("what a process printed before it ended can be asked for at once")
    func catchingUp() throws {
        for _ in 0..<50 {
            let (pipe, child) = try run("echo ready")
            _ = waitForChild(child)
            pipe.catchUp()
            #expect(pipe.console.tail == "ready")
            pipe.close()
        }
    }

    @Test("a hundred consoles that print a lot are read side by side, each byte once")
    func many() throws {
        let runs = try (0..<100).map { _ in try run("seq 1 2000; echo ready") }
        for (pipe, child) in runs {
            #expect(pipe.console.waitForEnd(seconds: 20))
            _ = waitForChild(child)
            #expect(pipe.console.tail.hasSuffix("1999\n2000\nready"))
            #expect(pipe.console.stamps.map(\.name) == [PhaseStamp.firstConsoleByte, "ready"])
        }
    }

    @Test("a program that does not start leaves no pipe behind")
    func noProgram() throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        for _ in 0..<300 {
            #expect(throws: BootProbeError.self) {
                try OutputPipe.open(to: Console()) { writer throws(BootProbeError) in
                    try SpawnPlan(command: ["no-such-program"], environment: []).spawn()
                }
            }
        }
        let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // Other tests open files meanwhile.
        #expect(after < before + 150)
    }
}

struct FollowedLogTests {
    @Test("what a monitor appends is stamped on arrival, and the file goes with the log")
    func following() throws {
        let directory = try TemporaryDirectory()
        let console = Console(phases: [ConsolePattern(name: "ready", text: "now ready")], fatal: [])
        let log = try FollowedLog(at: directory.file("log"), console: console)
        let monitor = try FileHandle(forWritingTo: URL(filePath: directory.file("log")))
        let before = HostInstant.now
        try monitor.write(contentsOf: Data("2026-01-02T03:04:05.678901234+00:00 stdout P now \n".utf8))
        #expect(eventually { !console.stamps.isEmpty })
        try monitor.write(contentsOf: Data("2026-01-02T03:04:05.678901235+00:00 stderr F ready\n".utf8))
        #expect(eventually { console.stamps.count == 2 })
        #expect(console.stamps.map(\.name) == [PhaseStamp.firstConsoleByte, "ready"])
        #expect(console.stamps.allSatisfy { $0.at >= before && $0.at <= .now })
        try log.close()
        #expect(!FileManager.default.fileExists(atPath: directory.file("log")))
        #expect(console.tail == "now ready")
    }
}

struct ContainerLogTests {
    private static let file = """
        2026-01-02T03:04:05.678901234+00:00 stdout F plain line
        2026-01-02T03:04:05.678901234+00:00 stderr P first, 
        2026-01-02T03:04:05.678901234+00:00 stderr F second P F
        2026-01-02T03:04:05.678901234+00:00 stdout F 
        2026-01-02T03:04:05.678901234+00:00 stdout F after an empty one

        """

    @Test("pieces are joined and heads left out, wherever the file is cut", arguments: [1, 2, 3, 7, 50, 1000])
    func pieces(size: Int) {
        let bytes = Array(Self.file.utf8)
        var log = ContainerLog()
        var printed: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            printed += log.text(of: bytes[start..<min(start + size, bytes.count)])
        }
        #expect(
            String(decoding: printed, as: UTF8.self)
                == "plain line\nfirst, second P F\n\nafter an empty one\n")
    }

    @Test("a file that is no log of this kind is taken in bounded memory")
    func otherFile() {
        var log = ContainerLog()
        _ = log.text(of: [UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
        #expect(log.text(of: Array("\n2026-01-02T03:04:05Z stdout F fine\n".utf8)) == Array("\nfine\n".utf8))
    }
}
