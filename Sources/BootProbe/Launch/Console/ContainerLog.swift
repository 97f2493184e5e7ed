/// Reads the file in which Podman's monitor writes what a container prints, format `k8s-file` (conmon,
/// src/ctr_logging.c): a line for each piece, `TIME STREAM P|F TEXT`, where P marks a piece without a line end.
struct ContainerLog {
    /// Longer than any head; what comes without a blank for so long is no log.
    private static let longestHead = 256

    private enum Place {
        /// In the head, of which so much was read, and so many blanks.
        case head([UInt8], blanks: Int)
        case text(isWhole: Bool)
    }

    private var place = Place.head([], blanks: 0)

    /// What the container printed of the next `bytes` of the file, which may begin and end anywhere.
    mutating func text(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var printed: [UInt8] = []
        for byte in bytes {
            switch place {
            case .head(var head, var blanks):
                if byte == UInt8(ascii: " ") { blanks += 1 }
                head.append(byte)
                let isOver = blanks == 3 || byte == UInt8(ascii: "\n") || head.count > Self.longestHead
                place = isOver ? .text(isWhole: Self.isWhole(head)) : .head(head, blanks: blanks)
                if byte == UInt8(ascii: "\n") { place = .head([], blanks: 0) }
            case .text(let isWhole):
                if byte == UInt8(ascii: "\n") {
                    if isWhole { printed.append(byte) }
                    place = .head([], blanks: 0)
                } else {
                    printed.append(byte)
                }
            }
        }
        return printed
    }

    /// `… F ` ends a line of the container's, `… P ` does not.
    private static func isWhole(_ head: [UInt8]) -> Bool { head.dropLast().last != UInt8(ascii: "P") }
}
