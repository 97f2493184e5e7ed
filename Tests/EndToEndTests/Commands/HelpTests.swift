import Testing
import TestSupport

@Suite("The help of the commands")
struct HelpTests {
    @Test(
        "is there for every subcommand, on standard output, with status 0",
        arguments: [
            "bootprobe", "bootprobe doctor", "bootprobe calibrate", "bootprobe measure", "bootprobe throughput",
            "bootprobe import", "bootprobe import pods", "bootprobe import lambda", "bootprobe import csv",
            "bootprobe fit", "bootprobe compare", "bootprobe ledger", "bootprobe export", "bootprobe report",
            "scalesim", "scalesim run", "scalesim check", "scalesim compare", "scalesim trace",
            "scalesim trace describe",
            "scalesim trace convert", "scalesim trace generate", "scalesim theory", "scalesim stack",
            "scalesim stack up", "scalesim stack status",
            "scalesim stack down", "scalesim validate", "scalesim demo", "scalesim paper", "scalesim bench",
        ])
    func help(command: String) throws {
        let folder = try TemporaryDirectory()
        let words = command.split(separator: " ").map(String.init)
        let result = try ProductCommand.run(words + ["--help"], in: folder.path)
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(result.output.hasPrefix("OVERVIEW: "))
        #expect(result.output.contains("\nUSAGE: \(command) "))
        // An option without a word of explanation is alone on its line.
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("  --") || line.hasPrefix("  <") {
            let explained = line.contains("  ", after: 3) || next.hasPrefix("          ")
            #expect(explained, "\(line) is not explained")
        }
    }
}

extension Substring {
    /// Whether `text` is somewhere behind the first `count` characters.
    fileprivate func contains(_ text: String, after count: Int) -> Bool { dropFirst(count).contains(text) }
}
