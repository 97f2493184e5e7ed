import Foundation
import Testing
import TestSupport

@Suite("scalesim bench")
struct BenchTests {
    @Test("prints name, nanoseconds a request and requests of each case as JSON, and nothing else")
    func json() throws {
        let result = try bench("--format json --cases two-threads events --requests 2000")
        let rows = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["name"] as? String } == ["M/M/10, two threads", "M/M/10, events"])
        for (row, expected) in zip(rows, [4_000.0, 2_000]) {
            #expect(Set(row.keys) == ["name", "ns_per_request", "requests"])
            #expect(try #require(row["ns_per_request"] as? Double) > 0)
            let requests = try #require(row["requests"] as? Int)
            #expect(abs(Double(requests) - expected) < 4 * expected.squareRoot())
        }
    }

    @Test("runs all cases but the billion, and tells people the clock of each and the memory of all")
    func text() throws {
        let lines = try bench("--requests 1000").output.split(separator: "\n")
        #expect(lines.count == 1 + 12 + 1)
        #expect(lines.filter { $0.hasSuffix("  CPU time") }.count == 10)
        #expect(lines.filter { $0.hasSuffix("  wall time") }.count == 2)
        #expect(lines.last?.hasPrefix("peak memory of all cases: ") == true)
        #expect(!lines.contains { $0.contains("billion") })
    }

    private func bench(_ arguments: String) throws -> CommandResult {
        let folder = try TemporaryDirectory()
        let words = ["scalesim", "bench"] + arguments.split(separator: " ").map(String.init)
        let result = try ProductCommand.run(words, in: folder.path)
        #expect(result.status == 0)
        #expect(result.errors == "")
        return result
    }
}
