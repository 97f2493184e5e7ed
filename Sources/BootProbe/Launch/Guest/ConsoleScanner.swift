/// Finds phases and fatal messages in what a guest prints, as it arrives.
struct ConsoleScanner {
    /// Longer lines are searched in their last part only; a console that sends no line ends must not fill memory.
    private static let longestLine = 4096
    private static let tailLines = 40

    private var awaited: [ConsolePattern]
    private let fatal: [String]
    private var line: [UInt8] = []
    private var finished: [String] = []

    /// The phases seen, in order of time.
    private(set) var stamps: [PhaseStamp] = []
    /// The first line with a fatal text.
    private(set) var fatalLine: String?

    init(phases: [ConsolePattern], fatal: [String]) {
        awaited = phases
        self.fatal = fatal
    }

    /// The last lines, the unfinished one included.
    var tail: String {
        (finished + (line.isEmpty ? [] : [String(decoding: line, as: UTF8.self)])).joined(separator: "\n")
    }

    /// Takes bytes that arrived at `instant`.
    ///
    /// A phase is stamped when its text is complete, not when its line ends: a prompt has no end.
    mutating func feed(_ bytes: some Sequence<UInt8>, at instant: HostInstant) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                search(at: instant)
                endLine()
            } else if byte != UInt8(ascii: "\r") {
                line.append(byte)
                if line.count > Self.longestLine { line.removeFirst(Self.longestLine / 2) }
            }
        }
        search(at: instant)
    }

    private mutating func endLine() {
        finished.append(String(decoding: line, as: UTF8.self))
        if finished.count > Self.tailLines { finished.removeFirst() }
        line.removeAll(keepingCapacity: true)
    }

    private mutating func search(at instant: HostInstant) {
        guard !line.isEmpty else { return }
        let text = String(decoding: line, as: UTF8.self)
        for pattern in awaited where text.contains(pattern.text) {
            stamps.append(PhaseStamp(name: pattern.name, at: instant))
        }
        awaited.removeAll { text.contains($0.text) }
        if fatalLine == nil, fatal.contains(where: text.contains) { fatalLine = text }
    }
}
