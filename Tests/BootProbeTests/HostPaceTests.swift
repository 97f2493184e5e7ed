import BootProbe
import Foundation
import Testing

@Suite("The pace of the host")
struct HostPaceTests {
    @Test("is what a fixed piece of work takes, many times a second")
    func measured() throws {
        let begin = HostInstant.now
        let pace = HostPace()
        Thread.sleep(forTimeInterval: 0.5)
        let record = pace.end()
        #expect((1e-6..<0.1).contains(try #require(record.seconds)))
        #expect(record.perSecond(from: begin, count: 2)?.count == 2)
        #expect(pace.end() == record, "the end may be asked for again")
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
        #expect(HostPaceRecord([]).seconds == nil && HostPaceRecord([]).perSecond(from: origin, count: 3) == nil)
    }
}
