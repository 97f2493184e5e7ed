/// A word, number or sign of a formula.
enum FormulaToken: Equatable {
    case int(Int)
    case float(Double)
    case name(String)
    /// Operators, brackets, and the words that are operators.
    case sign(String)
    case end

    /// As messages show it.
    var shown: String {
        switch self {
        case .int(let number): "\(number)".quoted
        case .float(let number): "\(number)".quoted
        case .name(let text), .sign(let text): text.quoted
        case .end: "the end"
        }
    }

    private static let words: Set<String> = [
        "and", "or", "not", "in", "let", "if", "else", "matches", "contains", "startsWith", "endsWith",
    ]
    private static let doubleSigns = ["||", "&&", "==", "!=", "<=", ">=", "**", "??", "?.", "..", "::"]

    /// `parser/lexer/state.go`, without strings, bytes, comments and numbers to other bases.
    static func tokens(of text: String) throws(FormulaError) -> [FormulaToken] {
        var tokens: [FormulaToken] = []
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                rest = rest.dropFirst()
            } else if isDigit(scalar) || scalar == "." && rest.dropFirst().first.map(isDigit) ?? false {
                tokens.append(try number(&rest))
            } else if isWordScalar(scalar) {
                let word = rest.prefix(while: isWordScalar)
                rest = rest.dropFirst(word.count)
                let name = String(String.UnicodeScalarView(word))
                tokens.append(words.contains(name) ? .sign(name) : .name(name))
            } else {
                tokens.append(try sign(&rest))
            }
        }
        return tokens
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "$" || isDigit(scalar) || scalar.properties.isAlphabetic
    }

    private static func sign(_ rest: inout ArraySlice<Unicode.Scalar>) throws(FormulaError) -> FormulaToken {
        let pair = String(String.UnicodeScalarView(rest.prefix(2)))
        if pair == "//" || pair == "/*" { throw FormulaError("comments are not supported") }
        if doubleSigns.contains(pair) {
            rest = rest.dropFirst(2)
            return .sign(pair)
        }
        guard let scalar = rest.popFirst() else { return .end }
        if "'\"`".unicodeScalars.contains(scalar) { throw FormulaError("texts in quotes are not supported") }
        guard "()[]{},;:%+-^&!=*/<>?#.|".unicodeScalars.contains(scalar) else {
            throw FormulaError("unrecognized character \(String(scalar).quoted)")
        }
        return .sign(String(scalar))
    }

    private static func number(_ rest: inout ArraySlice<Unicode.Scalar>) throws(FormulaError) -> FormulaToken {
        var digits = String.UnicodeScalarView()
        func take(_ next: inout ArraySlice<Unicode.Scalar>, while isWanted: (Unicode.Scalar) -> Bool) {
            let taken = next.prefix(while: isWanted)
            digits.append(contentsOf: taken.filter { $0 != "_" })
            next = next.dropFirst(taken.count)
        }
        take(&rest) { isDigit($0) || $0 == "_" }
        var isFloat = false
        if rest.first == ".", rest.dropFirst().first != "." {
            isFloat = true
            take(&rest) { $0 == "." && !digits.contains(".") }
            take(&rest) { isDigit($0) || $0 == "_" }
        }
        if rest.first == "e" || rest.first == "E" {
            isFloat = true
            digits.append("e")
            rest = rest.dropFirst()
            if rest.first == "+" || rest.first == "-", let sign = rest.popFirst() { digits.append(sign) }
            take(&rest) { isDigit($0) || $0 == "_" }
        }
        let text = String(digits)
        if let next = rest.first, isWordScalar(next) {
            throw FormulaError("bad number syntax: \((text + String(next)).quoted)")
        }
        if !isFloat, let number = Int(text) { return .int(number) }
        guard isFloat, let number = Double(text.hasSuffix(".") ? text + "0" : text), number.isFinite else {
            throw FormulaError("\(text.quoted) is no number that can be held")
        }
        return .float(number)
    }
}
