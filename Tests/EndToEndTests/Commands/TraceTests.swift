import Foundation
import Testing
import TestSupport

@Suite("scalesim trace")
struct TraceTests {
    @Test("what is generated is converted and described as what it is")
    func roundTrip() throws {
        let folder = try TemporaryDirectory()
        func run(_ words: String...) throws -> CommandResult {
            let result = try ProductCommand.run(["scalesim", "trace"] + words, in: folder.path)
            #expect(result.status == 0)
            #expect(result.errors == "")
            return result
        }
        let model = "poisson: {rate: 40/s}"
        _ = try run("generate", model, "--duration", "100s", "--seed", "3", "--output", "arrivals.txt")
        _ = try run("convert", "arrivals.txt", "rates.csv", "--to", "rates", "--step", "10s")
        let rates = try folder.read("rates.csv").split(separator: "\n")
        #expect(rates.first == "seconds,requests_per_second")
        #expect(rates.count == 12)
        #expect(try run("convert", "arrivals.txt", "-", "--to", "arrivals").output == folder.read("arrivals.txt"))
        let text = try run("describe", "arrivals.txt").output
        #expect(text.hasPrefix("arrivals.txt: arrivals, "))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        let json = try run("describe", "arrivals.txt", "--format", "json").output
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        let arrivals = try #require(object?["arrivals"] as? [String: Any])
        let requests = try #require(arrivals["requests"] as? Int)
        #expect(abs(Double(requests) - 4000) < 4 * 4000.0.squareRoot())
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["arrivals.txt", "rates.csv"])
    }

    @Test("records that are left out are told on standard error")
    func lenient() throws {
        let folder = try TemporaryDirectory()
        try folder.write("a.txt", "1\n2\nx\n3\n")
        let words = ["scalesim", "trace", "convert", "a.txt", "b.txt", "--to", "arrivals", "--lenient"]
        let result = try ProductCommand.run(words, in: folder.path)
        #expect(result.status == 0)
        #expect(result.errors.hasPrefix("scalesim: a.txt: 1 record skipped (1 malformed), the first at a.txt:3: "))
        #expect(try folder.read("b.txt") == "seconds\n1.000000000\n2.000000000\n3.000000000\n")
    }
}
