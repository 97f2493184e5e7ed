import Foundation
import ScaleSim

extension TraceFile {
    /// A trace that is written in a test.
    static func text(_ text: String, _ options: TraceOptions = TraceOptions()) throws -> TraceFile {
        try TraceFile.parse(Array(text.utf8), file: "t", options)
    }

    /// The instants of a replay, in seconds.
    func seconds(scale: Double = 1, seed: UInt64 = 1) -> [Double] {
        nanoseconds(scale: scale, seed: seed).map { Double($0) / 1e9 }
    }

    func nanoseconds(scale: Double = 1, seed: UInt64 = 1) -> [Int64] {
        arrivals(scale: scale, seed: seed, replicationSeed: 0, to: ArrivalList(before: SimTime(seconds: 9e9)))
    }
}

enum TraceSample {
    /// A line of the Common Log Format.
    static func logLine(_ time: String) -> String { "10.0.0.1 - - [\(time)] \"GET / HTTP/1.0\" 200 2326\n" }

    /// A record of the World Cup's logs at `seconds`.
    static func worldCupRecord(_ seconds: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) }
            + [0, 0, 0, 7, 0, 0, 1, 2, 0, 0, 16, 0, 0, 0xC8, 4, 0x21]
    }

    /// `HashOwner,…,Trigger,1,2,3` and rows of three minutes.
    static func azure2019(_ rows: String...) -> String {
        "HashOwner,HashApp,HashFunction,Trigger,1,2,3\n" + rows.map { "\($0)\n" }.joined()
    }

    static func prometheus(_ series: String...) -> String {
        let results = series.map { "{\"metric\":{\"job\":\"vote\"},\"values\":[\($0)]}" }.joined(separator: ",")
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[\(results)]}}"
    }
}
