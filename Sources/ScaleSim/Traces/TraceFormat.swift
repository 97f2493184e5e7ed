import UserInput

/// How a trace is written. The raw value is the format's name for users.
public enum TraceFormat: String, Sendable, Equatable, CaseIterable, Codable {
    /// One arrival a line, in seconds, ascending.
    case arrivals
    /// `seconds,requests_per_second`: each rate holds until the next row, the last row ends the trace.
    case rates
    /// `timestamp,rate`: as `rates`, but the last rate holds as long as the one before.
    case timestampRates = "timestamp-rates"
    /// One rate a line, each for a step that has to be given.
    case rateList = "rate-list"
    /// Common or Combined Log Format, in whole seconds.
    case log
    /// The logs of the World Cup's site of 1998: records of 20 bytes, big-endian, in whole seconds.
    /// https://ita.ee.lbl.gov/html/contrib/WorldCup.html
    case worldcup
    /// `period,count`: requests in the minute that begins with the period.
    case minuteCounts = "minute-counts"
    /// Azure Functions 2019: invocations a minute, a row for each function.
    /// https://github.com/Azure/AzurePublicDataset/blob/master/AzureFunctionsDataset2019.md
    case azure2019 = "azure-functions-2019"
    /// Azure Functions 2021: end and duration of each invocation.
    /// https://github.com/Azure/AzurePublicDataset/blob/master/AzureFunctionsInvocationTrace2021.md
    case azure2021 = "azure-functions-2021"
    /// Azure LLM inference 2023 and later: `TIMESTAMP` and numbers of tokens.
    /// https://github.com/Azure/AzurePublicDataset/blob/master/AzureLLMInferenceDataset2023.md
    case azureLLM = "azure-llm"
    /// The answer of Prometheus to `query_range`: a matrix of rates, whose series are summed.
    /// https://prometheus.io/docs/prometheus/latest/querying/api/
    case prometheus

    /// Whether it holds the instants of requests, which are replayed as they are; else it holds rates, at which requests
    /// are drawn.
    public var holdsInstants: Bool {
        switch self {
        case .arrivals, .log, .worldcup, .azure2021, .azureLLM: true
        case .rates, .timestampRates, .rateList, .minuteCounts, .azure2019, .prometheus: false
        }
    }
}

/// How a trace is to be read.
public struct TraceOptions: Sendable, Equatable {
    /// Nil detects it from the content.
    public var format: TraceFormat?
    /// Whether records that are wrong are counted and left out; else the first one ends the reading.
    public var lenient: Bool
    /// Of a `rate-list`.
    public var step: SimTime?
    public var selection: TraceSelection

    public init(
        format: TraceFormat? = nil, lenient: Bool = false, step: SimTime? = nil,
        selection: TraceSelection = TraceSelection()
    ) {
        self.format = format
        self.lenient = lenient
        self.step = step
        self.selection = selection
    }
}

/// Whose requests count in a trace of many functions; nil for everybody's.
public struct TraceSelection: Sendable, Equatable {
    public var owner: String?
    public var app: String?
    public var function: String?

    public init(owner: String? = nil, app: String? = nil, function: String? = nil) {
        self.owner = owner
        self.app = app
        self.function = function
    }

    var isEmpty: Bool { self == TraceSelection() }

    /// The filters as they are written, for messages.
    var description: String {
        [("owner", owner), ("app", app), ("function", function)]
            .compactMap { name, value in value.map { "\(name) \($0.quoted)" } }.joined(separator: ", ")
    }
}
