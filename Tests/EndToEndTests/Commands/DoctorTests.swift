import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite("bootprobe doctor")
struct DoctorTests {
    @Test("examines this host within 20 s, writes nothing, and says in its status whether a process can be measured")
    func json() throws {
        let folder = try TemporaryDirectory()
        let result = try ProductCommand.run(
            ["bootprobe", "doctor", "--format", "json"], in: folder.path, cache: folder.file("cache"), seconds: 20)
        let report = try JSONFormat.decode(DoctorReport.self, from: Data(result.output.utf8))
        #expect(result.status == (report.canLaunch.contains(.process) ? 0 : BootProbeError.Code.unavailable.rawValue))
        #expect(report.canLaunch.contains(.process) == Lab.capabilities().has(.namespaces))
        #expect(result.errors == "")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("prints a report that ends in one sentence")
    func text() throws {
        let folder = try TemporaryDirectory()
        let result = try ProductCommand.run(["bootprobe", "doctor"], in: folder.path, seconds: 20)
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(result.output.contains("\nWhat would spoil a measurement\n"))
        #expect(result.output.hasSuffix(".\n"))
    }
}
