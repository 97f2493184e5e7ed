import ScaleSim
import Testing

/// A trace that is wrong, and how the message about it begins.
struct MalformedTrace: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var options = TraceOptions()
    var says: String
    /// Whether it is refused with `lenient` too, since no record of it is right or nothing can be made of the rest.
    var isHopeless = false

    var testDescription: String { name }

    private init(_ name: String, _ bytes: [UInt8], _ options: TraceOptions, _ says: String, _ isHopeless: Bool) {
        (self.name, self.bytes, self.options, self.says, self.isHopeless) = (name, bytes, options, says, isHopeless)
    }

    private static func text(
        _ name: String, _ text: String, _ says: String, hopeless: Bool = false, options: TraceOptions = TraceOptions()
    ) -> MalformedTrace {
        MalformedTrace(name, Array(text.utf8), options, says, hopeless)
    }

    static let all =
        containers + arrivals + logs + worldCup + rates + timestampRates + rateLists + minuteCounts + azure2019
        + azure2021
        + azureLLM + prometheus

    // MARK: What is no trace at all

    private static let containers: [MalformedTrace] = [
        text("nothing", "", "t: the file is empty", hopeless: true),
        text("blank lines", "\n\n\n", "t:1: the format is not known", hopeless: true),
        text("comments", "# a\n# b\n", "t:1: the format is not known", hopeless: true),
        text("prose", "Traffic of last week\n", "t:1: the format is not known", hopeless: true),
        text("prose behind a comment", "# x\nTraffic of last week\n", "t:2: the format is not known", hopeless: true),
        text("three columns", "1,2,3\n", "t:1: the format is not known", hopeless: true),
        text("a negative number first", "-1\n2\n", "t:1: the format is not known", hopeless: true),
        text("a JSON list", "[1,2]", "t:1: the format is not known", hopeless: true),
        text(
            "terminal control", "\u{1B}[31m x y\n", "t:1: the format is not known from its beginning, `\\u{1B}[31m",
            hopeless: true),
        .init(
            "gzip", [0x1F, 0x8B, 8, 0, 1], TraceOptions(), "t: is compressed with gzip; unpack it first: gunzip", true),
        .init("zstd", [0x28, 0xB5, 0x2F, 0xFD, 1], TraceOptions(), "t: is compressed with zstd", true),
        .init("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1], TraceOptions(), "t: is compressed with xz", true),
        text("bzip2", "BZh91AY", "t: is compressed with bzip2", hopeless: true),
        text("zip", "PK\u{3}\u{4}abc", "t: is compressed with zip", hopeless: true),
        text("RAR", "Rar!\u{1A}", "t: is compressed with RAR", hopeless: true),
        .init(
            "a long line", [UInt8](repeating: UInt8(ascii: "1"), count: 3 << 20), TraceOptions(format: .arrivals),
            "t:1: a line of more than 1024 KiB", true),
        text(
            "a selection of arrivals", "1\n", "t: function `f`: belongs to traces of functions; this is arrivals",
            hopeless: true, options: TraceOptions(selection: TraceSelection(function: "f"))),
        text(
            "a step of a log", TraceSample.logLine("10/Oct/2000:13:55:36 -0700"), "t: step: belongs to a rate-list",
            hopeless: true, options: TraceOptions(step: SimTime(seconds: 1))),
        text(
            "an owner where there are none", "app,func,end_timestamp,duration\na,f,1,1\n",
            "t: owner: azure-functions-2021",
            hopeless: true, options: TraceOptions(selection: TraceSelection(owner: "o"))),
    ]

    // MARK: Instants

    private static let arrivals: [MalformedTrace] = [
        text("going back", "1\n2\n1.5\n", "t:3: seconds: goes back in time by 0.5 s"),
        text("a word", "1\nx\n3\n", "t:2: seconds: expected a number of seconds, at least 0, found `x`"),
        text("a negative time", "1\n-2\n", "t:2: seconds: expected a number"),
        text("NaN", "1\nnan\n", "t:2: seconds: expected a number of seconds, at least 0, found `nan`"),
        text("infinity", "1\ninf\n", "t:2: seconds: expected a number"),
        text("too large for a number", "1\n1e999\n", "t:2: seconds: expected a number"),
        text("milliseconds of the calendar", "1700000000000\n", "t:1: seconds: beyond 9000000000.0", hopeless: true),
        text("later than 31 years", "1\n1000000002\n", "t:2: seconds: more than 31 years after the first request"),
        text("two columns", "1\n2,3\n", "t:2: seconds: expected one number a line, found `2,3`"),
        text("hexadecimal", "1\n0x10\n", "t:2: seconds: expected a number"),
        text("two points", "1\n1.2.3\n", "t:2: seconds: expected a number"),
        text("a lone point", "1\n.\n", "t:2: seconds: expected a number"),
        text("a lone sign", "1\n+\n", "t:2: seconds: expected a number"),
        text("an exponent without digits", "1\n2e\n", "t:2: seconds: expected a number"),
        text("a number with a unit", "1\n2s\n", "t:2: seconds: expected a number"),
        text("a decimal comma", "1\n\"2,5\"\n", "t:2: seconds: expected one number a line"),
        text("NUL", "1\n\0\n", "t:2: seconds: expected a number of seconds, at least 0, found `\\0`"),
        text("a second header", "seconds\nseconds\n1\n", "t:2: seconds: expected a number"),
        text("a header alone", "seconds\n", "t: holds no request", hopeless: true),
        text("NaN in the first line", "NaN\n1\n", "t:1: seconds: expected a number"),
        text("bytes that are no UTF-8 are shown all the same", "1\nä\u{FFFD}\n", "t:2: seconds: expected a number"),
        text("counting comments as lines", "# c\n\n1\n0.5\n", "t:4: seconds: goes back"),
        text(
            "counting with carriage returns", "1\r\n2\r\nx\r\n",
            "t:3: seconds: expected a number of seconds, at least 0, found `x`"),
    ]

    private static func log(_ name: String, _ line: String, _ says: String) -> MalformedTrace {
        text(name, TraceSample.logLine("10/Oct/2000:13:55:36 -0700") + line + "\n", "t:2: \(says)")
    }

    private static func logTime(_ name: String, _ time: String) -> MalformedTrace {
        log(name, "1.1.1.1 - - [\(time)] \"GET / HTTP/1.0\" 200 1", "time: expected `[10/Oct/2000:13:55:36 -0700]`")
    }

    private static let logs: [MalformedTrace] = [
        logTime("no such month", "10/Okt/2000:13:55:36 -0700"),
        logTime("no such day", "31/Apr/2000:13:55:36 -0700"),
        logTime("29 February of no leap year", "29/Feb/1900:13:55:36 -0700"),
        logTime("day 0", "00/Oct/2000:13:55:36 -0700"),
        logTime("hour 24", "10/Oct/2000:24:00:00 -0700"),
        logTime("minute 60", "10/Oct/2000:13:60:00 -0700"),
        logTime("second 61", "10/Oct/2000:13:55:61 -0700"),
        logTime("before 1970", "10/Oct/1969:13:55:36 -0700"),
        logTime("no offset", "10/Oct/2000:13:55:36"),
        logTime("an offset of 60 minutes", "10/Oct/2000:13:55:36 -0760"),
        logTime("a zone's name", "10/Oct/2000:13:55:36 +UTC0"),
        logTime("ISO 8601", "2000-10-10T13:55:36+00:00"),
        logTime("an empty time", ""),
        logTime("letters for digits", "1O/Oct/2000:13:55:36 -0700"),
        log("an unclosed bracket", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700 \"GET /\" 200 1", "time: expected"),
        log("no time", "1.1.1.1 - - \"GET / HTTP/1.0\" 200 1", "time: expected"),
        log("no host", "[10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1", "time: expected"),
        log("no request", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700]", "request: expected a request in quotes"),
        log("a request without quotes", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] GET / 200 1", "request: expected"),
        log("an unclosed request", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /", "status: expected three digits"),
        log("no status", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /\"", "status: expected three digits"),
        log("a word for a status", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /\" OK 1", "status: expected"),
        log("a status of four digits", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /\" 2000 1", "status: expected"),
        log("a line that was cut off, as in NASA's log of July 1995", "alyssa.p", "time: expected"),
        log("another program's line", "ERROR: cannot open log", "time: expected"),
        text(
            "more than five minutes back",
            TraceSample.logLine("10/Oct/2000:13:55:36 -0700") + TraceSample.logLine("10/Oct/2000:13:50:35 -0700"),
            "t:2: time: goes back in time by 301 s, more than the 300 s"),
        text(
            "a year that is far off",
            TraceSample.logLine("10/Oct/2000:13:55:36 -0700") + TraceSample.logLine("10/Oct/2100:13:55:36 -0700"),
            "t:2: time: more than 31 years after the first request"),
        text(
            "named as a log", "1\n2\n", "t:1: time: expected", hopeless: true, options: TraceOptions(format: .log)),
    ]

    private static func records(_ name: String, _ bytes: [UInt8], _ says: String, hopeless: Bool = false)
        -> MalformedTrace
    {
        MalformedTrace(name, bytes, TraceOptions(format: .worldcup), says, hopeless)
    }

    private static let good = TraceSample.worldCupRecord(894_000_000)

    private static let worldCup: [MalformedTrace] = [
        records(
            "a record that was cut off", good + good.prefix(19),
            "t: record 2: expected 20 bytes, but the file ends after 19"),
        records("one byte too many", good + good + [0], "t: record 3: expected 20 bytes, but the file ends after 1"),
        records("less than a record", Array(good.prefix(7)), "t: record 1: expected 20 bytes", hopeless: true),
        records(
            "a time of 0", good + TraceSample.worldCupRecord(0), "t: record 2: timestamp: expected seconds since 1970"),
        records("a time beyond", good + TraceSample.worldCupRecord(.max), "t: record 2: timestamp: expected"),
        records(
            "little-endian", good + TraceSample.worldCupRecord(UInt32(894_000_000).byteSwapped),
            "t: record 2: timestamp: expected"),
        records(
            "going back", good + TraceSample.worldCupRecord(893_999_699),
            "t: record 2: timestamp: goes back in time by 301 s"),
        records("a year later", good + TraceSample.worldCupRecord(925_000_000), "t: record 2: timestamp: expected"),
        records("a text", Array("1.5\n2.5\n3.5\n4.5\n5.5\n".utf8), "t: record 1: timestamp", hopeless: true),
    ]

    // MARK: Rates

    private static func rates(_ name: String, _ rows: String, _ says: String, hopeless: Bool = false) -> MalformedTrace
    {
        text(
            name, "seconds,requests_per_second\n\(rows)", says, hopeless: hopeless,
            options: TraceOptions(format: .rates))
    }

    private static let rates: [MalformedTrace] = [
        rates("no rows", "", "t: a trace has at least two rows", hopeless: true),
        rates("one row", "0,1\n", "t: a trace has at least two rows", hopeless: true),
        rates("not from 0", "1,1\n0,1\n2,0\n", "t:2: seconds: the first row must be at 0, but is at 1.0"),
        rates("going back", "0,1\n5,1\n3,1\n", "t:4: seconds: must ascend, but 3.0 follows 5.0"),
        rates("standing still", "0,1\n5,1\n5,1\n", "t:4: seconds: must ascend"),
        rates(
            "a negative rate", "0,1\n1,-1\n2,0\n", "t:3: requests_per_second: expected a number of requests per second"),
        rates("NaN", "0,1\n1,nan\n2,0\n", "t:3: requests_per_second: expected a number"),
        rates("an infinite time", "0,1\ninf,1\n2,0\n", "t:3: seconds: expected a number"),
        rates("a rate beyond", "0,1\n1,2e9\n2,0\n", "t:3: requests_per_second: beyond 1000000000.0"),
        rates("a time beyond", "0,1\n2,0\n1e10,1\n", "t:4: seconds: beyond 1000000000.0"),
        rates("a word", "0,1\n1,x\n2,0\n", "t:3: requests_per_second: expected a number"),
        rates("an empty rate", "0,1\n1,\n2,0\n", "t:3: requests_per_second: expected a number"),
        rates("an empty time", "0,1\n,1\n2,0\n", "t:3: seconds: expected a number"),
        rates("one column", "0,1\n1\n2,0\n", "t:3: expected two columns, found `1`"),
        rates("three columns", "0,1\n1,1,1\n2,0\n", "t:3: expected two columns, found `1,1,1`"),
        text(
            "another header", "time,rate\n0,1\n", "t:1: expected the header `seconds,requests_per_second`",
            hopeless: true,
            options: TraceOptions(format: .rates)),
    ]

    private static func stamped(_ name: String, _ rows: String, _ says: String, hopeless: Bool = false)
        -> MalformedTrace
    {
        text(name, "timestamp,rate\n\(rows)", says, hopeless: hopeless)
    }

    private static let timestampRates: [MalformedTrace] = [
        stamped("one row", "100,1\n", "t: a trace has at least two rows", hopeless: true),
        stamped("going back", "100,1\n160,1\n130,1\n", "t:4: timestamp: must ascend"),
        stamped(
            "milliseconds of the calendar", "100,1\n160,1\n1700000000000,1\n", "t:4: timestamp: beyond 9000000000.0"),
        stamped(
            "no such time", "100,1\n2023-13-01 00:00:00,1\n160,1\n",
            "t:3: timestamp: expected a number of seconds, or a time"),
        stamped("a negative rate", "100,1\n130,-0.5\n160,1\n", "t:3: rate: expected a number"),
        stamped("NaN", "100,1\n130,NaN\n160,1\n", "t:3: rate: expected a number"),
        stamped("one column", "100,1\n130\n160,1\n", "t:3: expected two columns"),
        stamped(
            "31 years and more", "0,1\n2000000000,1\n", "t: lasts 4000000000.0 s, more than 31 years", hopeless: true),
    ]

    private static func list(_ name: String, _ rows: String, _ says: String, hopeless: Bool = false) -> MalformedTrace {
        text(
            name, rows, says, hopeless: hopeless,
            options: TraceOptions(format: .rateList, step: SimTime(seconds: 60)))
    }

    private static let rateLists: [MalformedTrace] = [
        text(
            "no step", "1\n2\n", "t: step: is missing; say how long each rate holds", hopeless: true,
            options: TraceOptions(format: .rateList)),
        list("comments only", "# 1\n", "t: a trace has at least two rows", hopeless: true),
        list("a negative rate", "1\n-2\n", "t:2: rate: expected a number"),
        list("NaN", "1\nnan\n", "t:2: rate: expected a number"),
        list("a rate beyond", "1\n1e12\n", "t:2: rate: beyond 1000000000.0"),
        list("two columns", "1\n2 3,4\n", "t:2: expected one rate a line"),
        list("blanks within", "1\n2 3\n", "t:2: rate: expected a number"),
    ]

    private static func minutes(_ name: String, _ rows: String, _ says: String, hopeless: Bool = false)
        -> MalformedTrace
    {
        text(name, "period,count\n1998-04-30 21:30:00,2\n\(rows)", says, hopeless: hopeless)
    }

    private static let minuteCounts: [MalformedTrace] = [
        minutes("the same minute twice", "1998-04-30 21:30:00,3\n", "t:3: period: must ascend by 60.0 s"),
        minutes("going back", "1998-04-30 21:29:00,3\n", "t:3: period: must ascend by 60.0 s"),
        minutes("half a minute on", "1998-04-30 21:30:30,3\n", "t:3: period: must ascend by 60.0 s"),
        minutes("a fraction", "1998-04-30 21:31:00,2.5\n", "t:3: count: expected a whole number from 0"),
        minutes("a negative count", "1998-04-30 21:31:00,-2\n", "t:3: count: expected a whole number from 0"),
        minutes("NaN", "1998-04-30 21:31:00,nan\n", "t:3: count: expected a whole number from 0"),
        minutes("a count beyond", "1998-04-30 21:31:00,99999999999999\n", "t:3: count: expected a whole number from 0"),
        minutes("no count", "1998-04-30 21:31:00,\n", "t:3: count: expected a whole number from 0"),
        minutes("no such time", "1998-04-31 21:31:00,1\n", "t:3: period: expected a number of seconds, or a time"),
        minutes("a date alone", "1998-04-30,1\n", "t:3: period: expected a number of seconds, or a time"),
        minutes("one column", "1998-04-30 21:31:00\n", "t:3: expected two columns"),
    ]

    private static func counts(_ name: String, _ row: String, _ says: String) -> MalformedTrace {
        text(name, TraceSample.azure2019("o,a,f,http,1,2,3", row), says)
    }

    private static let azure2019: [MalformedTrace] = [
        counts("too few counts", "o,a,f,http,1,2", "t:3: expected 4 labels and 3 counts as in the header, found 2"),
        counts(
            "too many counts", "o,a,f,http,1,2,3,4", "t:3: expected 4 labels and 3 counts as in the header, found more"),
        counts("labels only", "o,a", "t:3: expected 4 labels and 3 counts"),
        counts("a negative count", "o,a,f,http,1,-2,3", "t:3: minute 2: count: expected a whole number from 0"),
        counts("a fraction", "o,a,f,http,1,2,3.5", "t:3: minute 3: count: expected a whole number from 0"),
        counts("an empty count", "o,a,f,http,,2,3", "t:3: minute 1: count: expected a whole number from 0"),
        counts("NaN", "o,a,f,http,nan,2,3", "t:3: minute 1: count: expected a whole number from 0"),
        counts("a count beyond", "o,a,f,http,1,2,90000000000", "t:3: minute 3: count: expected a whole number from 0"),
        text("no rows", TraceSample.azure2019(), "t: holds no row of function", hopeless: true),
        text(
            "nobody's function", TraceSample.azure2019("o,a,f,http,1,2,3"), "t: holds no row of app `b`, function `f`",
            hopeless: true, options: TraceOptions(selection: TraceSelection(app: "b", function: "f"))),
        text(
            "minutes that do not count up", "HashOwner,HashApp,HashFunction,Trigger,1,3\no,a,f,http,1,2\n",
            "t:1: expected the header `HashOwner,HashApp,HashFunction,Trigger,1,2", hopeless: true),
        text(
            "another of its files", "HashOwner,HashApp,SampleCount,AverageAllocatedMb\n",
            "t:1: expected the header `HashOwner,HashApp,HashFunction,Trigger,1,2", hopeless: true,
            options: TraceOptions(format: .azure2019)),
    ]

    private static func invocation(_ name: String, _ row: String, _ says: String) -> MalformedTrace {
        text(name, "app,func,end_timestamp,duration\na,f,5,1\n\(row)\n", says)
    }

    private static let azure2021: [MalformedTrace] = [
        invocation(
            "three columns", "a,f,7", "t:3: expected the four columns app,func,end_timestamp,duration, found `a,f,7`"),
        invocation("five columns", "a,f,7,1,2", "t:3: expected the four columns"),
        invocation("an empty end", "a,f,,1", "t:3: end_timestamp: expected a number of seconds"),
        invocation("an empty duration", "a,f,7,", "t:3: duration: expected a number of seconds"),
        invocation("a negative duration", "a,f,7,-1", "t:3: duration: expected a number of seconds"),
        invocation("NaN", "a,f,nan,1", "t:3: end_timestamp: expected a number of seconds"),
        invocation("a time for a number", "a,f,2021-01-31 00:00:00,1", "t:3: end_timestamp: expected a number"),
        invocation("an end beyond", "a,f,1e10,1", "t:3: end_timestamp: beyond 9000000000.0"),
        invocation("later than 31 years", "a,f,2000000000,1", "t:3: end_timestamp: more than 31 years"),
        text("no rows", "app,func,end_timestamp,duration\n", "t: holds no request", hopeless: true),
        text(
            "nobody's function", "app,func,end_timestamp,duration\na,f,5,1\n", "t: holds no request of function `g`",
            hopeless: true, options: TraceOptions(selection: TraceSelection(function: "g"))),
        text(
            "another header", "app,func,start_timestamp,duration\n", "t:1: expected the header `app,func,end_timestamp",
            hopeless: true, options: TraceOptions(format: .azure2021)),
    ]

    private static func tokens(_ name: String, _ row: String, _ says: String) -> MalformedTrace {
        text(name, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n\(row)\n", says)
    }

    private static let azureLLM: [MalformedTrace] = [
        tokens("going back", "2023-11-16 18:15:46.6805899,1,1", "t:3: TIMESTAMP: goes back in time by 0.0000001 s"),
        tokens("no such day", "2023-11-31 18:15:46,1,1", "t:3: TIMESTAMP: expected a time such as"),
        tokens("a number", "1700158546.68,1,1", "t:3: TIMESTAMP: expected a time such as"),
        tokens("no digits behind the point", "2023-11-16 18:15:47.,1,1", "t:3: TIMESTAMP: expected a time such as"),
        tokens("half an offset", "2023-11-16 18:15:47+0,1,1", "t:3: TIMESTAMP: expected a time such as"),
        tokens("an empty time", ",1,1", "t:3: TIMESTAMP: expected a time such as"),
        tokens("two columns", "2023-11-16 18:15:47,1", "t:3: expected 3 columns as in the header, found 2"),
        tokens("four columns", "2023-11-16 18:15:47,1,1,1", "t:3: expected 3 columns as in the header, found 4"),
        tokens(
            "a negative number of tokens", "2023-11-16 18:15:47,-1,1", "t:3: tokens: expected a whole number from 0"),
        tokens("a fraction of a token", "2023-11-16 18:15:47,1,1.5", "t:3: tokens: expected a whole number from 0"),
        tokens("no tokens", "2023-11-16 18:15:47,,1", "t:3: tokens: expected a whole number from 0"),
        text(
            "another header", "TIMESTAMP,Tokens\n",
            "t:1: expected the header `TIMESTAMP,ContextTokens,GeneratedTokens`",
            hopeless: true, options: TraceOptions(format: .azureLLM)),
    ]

    private static func sample(_ name: String, _ sample: String, _ says: String) -> MalformedTrace {
        text(
            name, TraceSample.prometheus("[1,\"1\"],[2,\"1\"],\(sample)"), "t:1: data.result[0].values[2]: \(says)")
    }

    private static func json(_ name: String, _ json: String, _ says: String) -> MalformedTrace {
        text(name, json, says, hopeless: true)
    }

    private static let prometheus: [MalformedTrace] = [
        sample("a negative rate", "[3,\"-1\"]", "value: expected a number of"),
        sample("NaN", "[3,\"NaN\"]", "value: expected a number of"),
        sample("infinity", "[3,\"+Inf\"]", "value: expected a number of"),
        sample("a rate beyond", "[3,\"1e12\"]", "value: beyond 1000000000.0"),
        sample("a word", "[3,\"x\"]", "value: expected a number of"),
        sample("going back", "[1.5,\"1\"]", "timestamp: must ascend, but 1.5 does not"),
        sample("a timestamp beyond", "[1e12,\"1\"]", "timestamp: beyond 9000000000.0"),
        sample("one number", "[3]", "expected a timestamp and a value"),
        sample("three numbers", "[3,\"1\",2]", "expected a timestamp and a value"),
        sample("no numbers", "[]", "expected a timestamp and a value"),
        json(
            "an error", "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"x\"}",
            "t:1: status: expected `success`, found `error`"),
        json(
            "a vector", "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}",
            "t:1: data.resultType: expected `matrix`"),
        json(
            "an instant query", "{\"data\":{\"result\":[{\"metric\":{},\"value\":[1,\"1\"]}]}}",
            "t:1: data.result[0].value: expected values; ask query_range"),
        json("no data", "{\"status\":\"success\"}", "t: data.result: is missing"),
        json(
            "no series", TraceSample.prometheus(),
            "t: data.result: expected samples of at least two timestamps, found 0"),
        json(
            "one sample", TraceSample.prometheus("[1,\"1\"]"),
            "t: data.result: expected samples of at least two timestamps, found 1"),
        json("an end too early", "{\"status\":\"success\",\n\"data\":{", "t:2: not JSON: the file ends too early"),
        json("an unclosed string", "{\"status\":\"succ", "t:1: not JSON: the file ends too early"),
        json(
            "a comma too many", "{\"status\":\"success\",}", "t:1: the file: not JSON as expected: `}` in place of `\"`"
        ),
        json("no colon", "{\"status\" \"success\"}", "t:1: the file: not JSON as expected"),
        json(
            "something behind", TraceSample.prometheus("[1,\"1\"],[2,\"1\"]") + "\n{}",
            "t:2: not JSON: something follows"),
        json("a list for an object", "{\"data\":[]}", "t:1: data: not JSON as expected: `[` in place of `{`"),
        json("an object for a list", "{\"data\":{\"result\":{}}}", "t:1: data.result: not JSON as expected"),
        json("a list for a status", "{\"status\":[]}", "t:1: status: expected a number or a text"),
        json(
            "nested beyond all need", "{\"x\":" + String(repeating: "[", count: 100_000),
            "t:1: `x`: nested more than 32 deep"),
    ]
}
