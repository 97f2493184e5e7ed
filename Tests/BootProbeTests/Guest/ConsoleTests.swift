import Foundation
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
        #expect(scanner.stamps == [PhaseStamp(name: "kernel", at: instant(expected))])
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
        #expect(scanner.fatalLine == "Kernel panic - not syncing")
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

    @Test("what a writer prints is stamped between its write and its reading, and its end is seen")
    func writer() throws {
        let directory = try TemporaryDirectory()
        let console = try SerialConsole(path: "\(directory.path)/console", phases: phases, fatal: [])
        let writer = try FileHandle(forWritingTo: URL(filePath: "\(directory.path)/console.out"))
        console.release()
        let before = HostInstant.now
        try writer.write(contentsOf: Data("kernel is up\n".utf8))
        #expect(!console.hasEnded)
        try writer.close()
        #expect(console.waitForEnd(seconds: 5))
        #expect(console.hasEnded)
        let stamp = try #require(console.stamps.first)
        #expect(stamp.at >= before && stamp.at <= .now)
        #expect(console.tail == "kernel is up")
    }

    @Test("a console that nobody opens ends when it is released")
    func nobody() throws {
        let directory = try TemporaryDirectory()
        let console = try SerialConsole(path: "\(directory.path)/console", phases: phases, fatal: [])
        #expect(!console.waitForEnd(seconds: 0.05))
        console.release()
        #expect(console.waitForEnd(seconds: 5))
    }
}
