import BootProbe
import Testing
import VotingStack

@Suite("The paper's figures")
struct PaperBarsTests {
    private func bars(isPublished: Bool) throws -> [PaperBars.Bar] {
        let table = try SampleResults.table(
            .result,
            [
                SampleResults.entry(.result, "ubuntu", runs: [SampleResults.page(2000, milliseconds: 50)]),
                SampleResults.entry(.result, "container", runs: [SampleResults.page(500, milliseconds: 200)]),
                SampleResults.entry(.result, "microvm", absence: "none"),
            ])
        return PaperBars.bars(of: table, isPublished: isPublished)
    }

    @Test("normalise each row to its highest value", arguments: [true, false])
    func highest(isPublished: Bool) throws {
        let bars = try bars(isPublished: isPublished)
        for row in Set(bars.map(\.row)) {
            let shares = bars.filter { $0.row == row }.map(\.share)
            #expect(shares.max() == 1 && shares.allSatisfy { $0 > 0 })
        }
        #expect(Set(bars.map(\.row)).count == 5)
    }

    @Test("normalise the paper's columns and ours apart, latencies too")
    func shares() throws {
        let paper = try bars(isPublished: true)
        #expect(paper.first { $0.row == "REQUESTS/SEC" && $0.system == "Ubuntu" }?.share == 2238.73 / 4083.43)
        #expect(paper.first { $0.row == "LATENCY 100%" && $0.system == "Ubuntu" }?.share == 1)
        let here = try bars(isPublished: false)
        #expect(here.first { $0.row == "REQUESTS/SEC" && $0.system == "container" }?.share == 0.25)
        #expect(here.first { $0.row == "LATENCY 50%" && $0.system == "process" }?.share == 0.25)
    }

    @Test("have no bar for what is absent or failed, and no panel where nothing was measured")
    func absent() throws {
        #expect(try Set(bars(isPublished: false).map(\.system)) == ["process", "container"])
        #expect(PaperBars.specifications(of: try SampleResults.table(.result, [])).count == 1)
    }
}
