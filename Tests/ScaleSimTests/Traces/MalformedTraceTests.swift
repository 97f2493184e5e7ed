import ScaleSim
import Testing

@Suite("Malformed traces")
struct MalformedTraceTests {
    @Test("are refused with file, line and field", arguments: MalformedTrace.all)
    func refused(trace: MalformedTrace) {
        let error = #expect(throws: ScaleSimError.self) {
            try TraceFile.parse(trace.bytes, file: "t", trace.options)
        }
        #expect(error?.code == .badInput)
        #expect(error?.description.hasPrefix(trace.says) == true, "\(error?.description ?? "")")
        // One line that a terminal can show.
        #expect(error?.message.contains { $0.isNewline || $0.isASCII && ($0.asciiValue ?? 0) < 32 } == false)
        #expect(error?.message.utf8.count ?? 0 < 1000)
    }

    @Test(
        "are read with their wrong record left out and counted where that is asked for",
        arguments: MalformedTrace.all.filter { !$0.isHopeless })
    func lenient(trace: MalformedTrace) throws {
        var options = trace.options
        options.lenient = true
        let file = try TraceFile.parse(trace.bytes, file: "t", options)
        #expect(file.summary.skipped.total == 1)
        #expect(file.summary.skipped.first?.description.hasPrefix(trace.says) == true)
        #expect(file.summary.requests > 0)
    }

    @Test("there are at least 120, each with its own name within its format")
    func size() { #expect(MalformedTrace.all.count >= 120, "\(MalformedTrace.all.count)") }

    @Test(
        "wrong records are counted by kind",
        arguments: [
            (
                "1\nx\n-1\nnan\n2\n1.5\n1e10\n\n-inf\n3\n",
                "6 records skipped (1 malformed, 2 not finite, 1 negative, 1 out of range, 1 out of order)"
            ),
            ("0\n-1\n-2\n", "2 records skipped (2 negative), the first at t:2: seconds: expected"),
            ("0\n1,2\n", "1 record skipped (1 malformed)"),
        ])
    func kinds(text: String, sentence: String) throws {
        let file = try TraceFile.text(text, TraceOptions(format: .arrivals, lenient: true))
        #expect(file.summary.skipped.sentence?.hasPrefix(sentence) == true, "\(file.summary.skipped.sentence ?? "")")
    }

    @Test("what is replayed is what was counted, wrong records left out in both")
    func lenientReplay() throws {
        let file = try TraceFile.text("0\nx\n1\n0.5\n2\n", TraceOptions(lenient: true))
        #expect(file.seconds() == [0, 1, 2])
        #expect(file.fault == nil)
    }

    @Test("a file that is missing, a folder or a device is no input", arguments: ["no-such-file", "/tmp", "/dev/zero"])
    func noFile(path: String) {
        let error = #expect(throws: ScaleSimError.self) { try TraceFile.open(path) }
        #expect(error?.code == .noInput)
    }
}
