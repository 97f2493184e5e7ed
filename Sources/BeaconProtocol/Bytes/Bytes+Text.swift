/// Text as ASCII, without the tables that Unicode needs.
extension Bytes {
    func firstIndex(of byte: UInt8, from offset: Int = 0) -> Int? {
        var index = offset
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    func hasPrefix(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && part(0, count: text.utf8CodeUnitCount).isEqual(to: text)
    }

    package func isEqual(to text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where unsafe text.utf8Start[index] != self[index] { return false }
        return true
    }

    /// `text` must be in lower case.
    func isEqualIgnoringCase(to text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where unsafe text.utf8Start[index] != self[index].asciiLowercase { return false }
        return true
    }

    /// Without the spaces and tabs at both ends (RFC 9110, OWS).
    var trimmed: Bytes {
        var start = 0
        var end = count
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return part(start, count: end - start)
    }

    /// Digits and nothing else, at most `limit`.
    func decimal(limit: Int) -> Int? {
        guard count > 0, count <= 18 else { return nil }
        var value = 0
        for index in 0..<count {
            guard self[index].isDigit else { return nil }
            value = value * 10 + Int(self[index] - UInt8(ascii: "0"))
        }
        return value <= limit ? value : nil
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var asciiLowercase: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }

    /// A character of a method or of a field's name (RFC 9110, 5.6.2).
    var isToken: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
