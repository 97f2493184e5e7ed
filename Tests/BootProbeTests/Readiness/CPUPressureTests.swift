import Foundation
import Testing

@testable import BootProbe

@Suite("Whether boots occupy every CPU")
struct CPUPressureTests {
    private let path = NSTemporaryDirectory() + "bootscale-loadavg-\(UUID().uuidString)"

    private func write(running: Int) throws {
        try "0.20 0.18 0.12 \(running)/80 11206\n".write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test("the run queue is full when others occupy every CPU")
    func runQueue() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        for (running, isFull) in [(1, false), (2, false), (3, true), (40, true)] {
            try write(running: running)
            #expect(RunQueue(path: path, cpus: 2).isFull == isFull, "\(running) run")
        }
        #expect(!RunQueue(path: path + ".missing", cpus: 2).isFull, "what is not known is no reason to wait")
        #expect(RunQueue.running(in: Array("no such text".utf8)[...]) == nil)
        #expect(RunQueue.running(in: Array("0.20 0.18 0.12 /80 1".utf8)[...]) == nil)
        #expect(FileManager.default.fileExists(atPath: "/proc/loadavg"))
    }

    @Test("pressure is high after it lasted, and not for a moment")
    func pressure() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let begin = HostInstant(nanoseconds: 0)
        try write(running: 1)
        var pressure = CPUPressure(RunQueue(path: path, cpus: 2), at: begin)
        func isHigh(_ milliseconds: Double) -> Bool {
            pressure.isHigh(at: begin.advanced(bySeconds: milliseconds / 1e3))
        }
        #expect(!isHigh(1))
        try write(running: 3)
        #expect(!isHigh(1.1), "a moment")
        #expect(!isHigh(1.5))
        #expect(isHigh(2.5))
        try write(running: 2)
        #expect(isHigh(2.6), "it may be for a moment that a CPU is free")
        #expect(!isHigh(4))
    }
}
