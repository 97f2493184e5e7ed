/// Finds phases and fatal messages in what an instance prints, as it arrives.
struct ConsoleScanner {
    /// Longer lines are searched piece by piece; a console that sends no line ends must not fill memory.
    private static let longestLine = 4096
    private static let tailLines = 40

    private var awaited: [ConsolePattern]
    private let fatal: [String]
    private var line: [UInt8] = []
    /// When the line's first byte came.
    private var lineBeganAt: HostInstant?
    private var finished: [String] = []

    /// The phases seen, in order of time.
    private(set) var stamps: [PhaseStamp] = []
    /// When the first byte came.
    private(set) var firstByteAt: HostInstant?
    /// The first line with a fatal text, so far as it came.
    private var fatalText: String?
    /// When that text came; nil once its line has ended.
    private var fatalSince: HostInstant?

    /// How long the rest of a fatal line is waited for: its words are the reason that a trial tells.
    private static let fatalPatience = 0.05

    init(phases: [ConsolePattern], fatal: [String]) {
        awaited = phases
        self.fatal = fatal
    }

    /// The first line with a fatal text, whole unless its end is overdue.
    func fatalLine(at now: HostInstant) -> String? {
        if let fatalSince, now.seconds(since: fatalSince) < Self.fatalPatience { return nil }
        return fatalText
    }

    /// The last lines, the unfinished one included.
    var tail: String {
        (finished + (line.isEmpty ? [] : [String(decoding: line, as: UTF8.self)])).joined(separator: "\n")
    }

    /// Takes bytes that arrived at `instant`.
    ///
    /// A phase is stamped when its text is complete, not when its line ends: a prompt has no end. Where the text begins
    /// its line, the stamp is that of the line's first byte: a console that carries byte by byte takes half a millisecond
    /// for a few words, which are not part of what they tell.
    mutating func feed(_ bytes: some Collection<UInt8>, at instant: HostInstant) {
        if firstByteAt == nil, !bytes.isEmpty { firstByteAt = instant }
        var rest = bytes[...]
        while !rest.isEmpty {
            // Half of the longest line is kept when it overflows, so no text is cut that is shorter than that.
            let piece = rest.prefix(Self.longestLine / 2)
            let end = piece.firstIndex(of: UInt8(ascii: "\n"))
            append(rest[..<(end ?? piece.endIndex)], at: instant)
            search(at: instant)
            if end != nil { endLine() }
            rest = rest[(end.map { rest.index(after: $0) } ?? piece.endIndex)...]
        }
    }

    private mutating func append(_ bytes: some Collection<UInt8>, at instant: HostInstant) {
        if line.isEmpty { lineBeganAt = instant }
        line += bytes.lazy.filter { $0 != UInt8(ascii: "\r") }
        guard line.count > Self.longestLine else { return }
        line.removeFirst(line.count - Self.longestLine)
        lineBeganAt = nil
    }

    private mutating func endLine() {
        finished.append(String(decoding: line, as: UTF8.self))
        if finished.count > Self.tailLines { finished.removeFirst() }
        line.removeAll(keepingCapacity: true)
        fatalSince = nil
    }

    private mutating func search(at instant: HostInstant) {
        guard !line.isEmpty, !awaited.isEmpty || !fatal.isEmpty && (fatalText == nil || fatalSince != nil) else {
            return
        }
        let text = String(decoding: line, as: UTF8.self)
        for pattern in awaited where text.contains(pattern.text) {
            let began = text.hasPrefix(pattern.text) ? lineBeganAt : nil
            stamps.append(PhaseStamp(name: pattern.name, at: began ?? instant))
        }
        awaited.removeAll { text.contains($0.text) }
        if fatalSince != nil {
            fatalText = text
        } else if fatalText == nil, fatal.contains(where: text.contains) {
            fatalText = text
            fatalSince = instant
        }
    }
}
