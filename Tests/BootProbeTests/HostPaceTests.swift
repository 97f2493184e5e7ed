import BootProbe
import Foundation
import Testing

@Suite("The pace of the host")
struct HostPaceTests {
    @Test("is what a fixed piece of work takes, many times a second")
    func measured() throws {
        let begin = HostInstant.now
        let (value, record) = try HostPace.during { () throws(BootProbeError) in
            Thread.sleep(forTimeInterval: 0.5)
            return 7
        }
        #expect(value == 7)
        #expect((1e-6..<0.1).contains(try #require(record.seconds)))
        #expect(record.perSecond(from: begin, count: 2)?.count == 2)
        #expect(throws: BootProbeError.self) {
            try HostPace.during { () throws(BootProbeError) in throw BootProbeError(.failed, "no") }
        }
    }

    @Test("tells how busy the CPUs were in each second")
    func busy() {
        let origin = HostInstant.now
        let ticks: [(at: Double, busy: Double, all: Double)] = [
            (0.1, 100, 1000), (0.9, 150, 1100), (1.1, 160, 1120), (2.1, 200, 1200), (2.9, 210, 1300),
        ]
        let record = HostPaceRecord(
            ticks.map {
                .init(at: origin.advanced(bySeconds: $0.at), seconds: 1, busyTicks: $0.busy, allTicks: $0.all)
            })
        #expect(record.busyShares(from: origin, count: 3) == [0.5, 0.5, 0.1])
    }

    @Test("is told second by second, and a sample that was interrupted does not move it")
    func seconds() {
        let origin = HostInstant.now
        func sample(_ at: Double, _ seconds: Double) -> HostPace.Sample {
            .init(at: origin.advanced(bySeconds: at), seconds: seconds)
        }
        let record = HostPaceRecord(
            [sample(-1, 5), sample(0.1, 1), sample(0.3, 1), sample(0.5, 90), sample(0.7, 1)]
                + [sample(2.2, 2), sample(2.6, 4)])
        #expect(record.perSecond(from: origin, count: 4) == [1, 1, 3, 3])
        #expect(record.busyShares(from: origin, count: 4) == nil)
        #expect(HostPaceRecord([]).seconds == nil && HostPaceRecord([]).perSecond(from: origin, count: 3) == nil)
    }
}
