import UserInput

/// Reads formulas by the precedence of their operators: `parser/parser.go` of expr.
struct FormulaParser {
    private var tokens: ArraySlice<FormulaToken>
    /// Of the triggers.
    private let names: [String]
    /// Of `let`, innermost last.
    private var variables: [String] = []
    /// How many predicates the current place is in; `#` is their item.
    private var predicates = 0
    private var depth = 0

    /// Of expressions in one another: a formula that is deeper has no use, and would exhaust the stack.
    private static let greatestDepth = 100

    init(_ text: String, names: [String]) throws(FormulaError) {
        tokens = try FormulaToken.tokens(of: text)[...]
        self.names = names
    }

    mutating func parse() throws(FormulaError) -> FormulaNode {
        let node = try expression()
        guard current == .end else { throw unexpected() }
        return node
    }

    private var current: FormulaToken { tokens.first ?? .end }

    private mutating func advance() { tokens = tokens.dropFirst() }

    private mutating func accept(_ sign: String) -> Bool {
        guard current == .sign(sign) else { return false }
        advance()
        return true
    }

    private mutating func expect(_ sign: String) throws(FormulaError) {
        guard accept(sign) else { throw unexpected("\(sign.quoted)") }
    }

    private func unexpected(_ expectation: String? = nil) -> FormulaError {
        if case .sign(let sign) = current, Self.unsupported.contains(sign) {
            return FormulaError("\(sign.quoted) is not supported")
        }
        return FormulaError((expectation.map { "expected \($0), found " } ?? "unexpected ") + current.shown)
    }

    /// What the language has and this reader does not.
    private static let unsupported: Set<String> = [
        "in", "matches", "contains", "startsWith", "endsWith", "if", "else", "..", "|", "?.", ".", "::", ";", "[", "{",
    ]

    /// For each expression in another, and for each operator of a row, which makes the tree as much deeper.
    private mutating func enter() throws(FormulaError) {
        depth += 1
        guard depth <= Self.greatestDepth else {
            throw FormulaError("it is nested more than \(Self.greatestDepth) deep")
        }
    }

    // MARK: Expressions

    private mutating func expression(_ precedence: Int = 0) throws(FormulaError) -> FormulaNode {
        let outside = depth
        try enter()
        defer { depth = outside }
        if precedence == 0, accept("let") { return try binding() }
        var left = try primary()
        var previous: FormulaBinary?
        while case .sign(let sign) = current, let operation = FormulaBinary(token: sign),
            operation.precedence >= precedence
        {
            try enter()
            advance()
            guard previous != .otherwise || operation == .otherwise else {
                throw FormulaError("\(sign.quoted) and `??` cannot be mixed; put one of them in parentheses")
            }
            if operation.isOrdering {
                left = try ordering(left, operation)
            } else {
                let next = operation == .power ? operation.precedence : operation.precedence + 1
                left = .binary(operation, left, try expression(next))
            }
            previous = operation
        }
        return precedence == 0 ? try conditional(left) : left
    }

    private mutating func ordering(_ left: FormulaNode, _ first: FormulaBinary) throws(FormulaError) -> FormulaNode {
        var links = [FormulaLink(operation: first, operand: try expression(first.precedence + 1))]
        while case .sign(let sign) = current, let operation = FormulaBinary(token: sign), operation.isOrdering {
            advance()
            links.append(FormulaLink(operation: operation, operand: try expression(operation.precedence + 1)))
        }
        return .ordering(left, links)
    }

    private mutating func conditional(_ condition: FormulaNode) throws(FormulaError) -> FormulaNode {
        var node = condition
        while accept("?") {
            try enter()
            if accept(":") {
                node = .conditional(node, then: nil, otherwise: try expression())
            } else {
                let then = try expression()
                try expect(":")
                node = .conditional(node, then: then, otherwise: try expression())
            }
        }
        return node
    }

    private mutating func binding() throws(FormulaError) -> FormulaNode {
        guard case .name(let name) = current else { throw unexpected("a name") }
        guard !names.contains(name), !variables.contains(name) else {
            throw FormulaError("cannot redeclare \(name.quoted)")
        }
        advance()
        try expect("=")
        let value = try expression()
        try expect(";")
        variables.append(name)
        defer { variables.removeLast() }
        return .binding(value, in: try expression())
    }

    private mutating func primary() throws(FormulaError) -> FormulaNode {
        if accept("-") { return .unary(.minus, try expression(90)) }
        if accept("+") { return .unary(.plus, try expression(90)) }
        if accept("!") || accept("not") { return .unary(.not, try expression(50)) }
        if accept("(") {
            let node = try expression()
            try expect(")")
            return try withoutMember(node)
        }
        if accept("[") { return try withoutMember(list()) }
        if predicates > 0, accept("#") {
            if case .name(let name) = current { throw FormulaError("#\(name) is not supported") }
            return try withoutMember(.item)
        }
        switch current {
        case .int(let number):
            advance()
            return .int(number)
        case .float(let number):
            advance()
            return .float(number)
        case .name(let name):
            advance()
            return try withoutMember(try named(name))
        case .sign, .end: throw unexpected()
        }
    }

    /// Items and fields of values, such as `a.b` and `a[0]`, there are none.
    private func withoutMember(_ node: FormulaNode) throws(FormulaError) -> FormulaNode {
        switch current {
        case .sign("["), .sign("."), .sign("?."): throw unexpected()
        default: return node
        }
    }

    private mutating func list() throws(FormulaError) -> FormulaNode {
        var items: [FormulaNode] = []
        while !accept("]") {
            if !items.isEmpty {
                try expect(",")
                if accept("]") { break }
            }
            items.append(try expression())
        }
        return .list(items)
    }

    // MARK: Names

    private mutating func named(_ name: String) throws(FormulaError) -> FormulaNode {
        switch name {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "nil": return .null
        default: break
        }
        if accept("(") { return try call(name) }
        if let variable = variables.lastIndex(of: name) { return .variable(variable) }
        if let trigger = names.firstIndex(of: name) { return .trigger(trigger) }
        let hint = names.isEmpty ? "no trigger has a name" : Spelling.suggestion(for: name, among: names)
        throw FormulaError("there is no trigger called \(name.quoted); \(hint)")
    }

    private mutating func call(_ name: String) throws(FormulaError) -> FormulaNode {
        if let quantifier = FormulaQuantifier(rawValue: name) {
            let list = try expression()
            guard accept(",") else {
                guard quantifier.mayBeBare else { throw unexpected("`,`") }
                try expect(")")
                return .quantifier(quantifier, list, nil)
            }
            let predicate = try predicate()
            _ = accept(",")
            try expect(")")
            return .quantifier(quantifier, list, predicate)
        }
        guard let function = FormulaFunction(rawValue: name) else {
            let known = FormulaFunction.allCases.map(\.rawValue) + FormulaQuantifier.allCases.map(\.rawValue)
            throw FormulaError(
                "the function \(name.quoted) is not supported; \(Spelling.suggestion(for: name, among: known))")
        }
        var arguments: [FormulaNode] = []
        while !accept(")") {
            if !arguments.isEmpty {
                try expect(",")
                if accept(")") { break }
            }
            arguments.append(try expression())
        }
        return .call(function, arguments)
    }

    private mutating func predicate() throws(FormulaError) -> FormulaNode {
        predicates += 1
        defer { predicates -= 1 }
        guard accept("{") else { return try expression() }
        let node = try expression()
        try expect("}")
        return node
    }
}
