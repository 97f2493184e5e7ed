/// The formula of KEDA's scaling modifiers: the part of the language of github.com/expr-lang/expr (v1.17) that makes
/// numbers of numbers. Whatever else that language has is an error that names it.
public struct KEDAFormula: Sendable, Equatable {
    public let text: String
    private let root: FormulaNode
    private let conversion: Conversion
    /// The name of each value that it is given.
    private let names: [String]

    /// What becomes of the result: `castToFloatIfNecessary` of `scaledobject_webhook.go`, which looks at the text only.
    private enum Conversion {
        /// `float(…)` around all of it.
        case toFloat
        /// The same where there is a result: the text has `??`.
        case toFloatUnlessNull
        /// Nothing, since the text begins with `float(`; a result of any other type is then an error each time.
        case none
    }

    /// - Parameter names: of the values that `value(of:)` will be given.
    init(_ text: String, names: [String]) throws(FormulaError) {
        self.text = text
        self.names = names
        var parser = try FormulaParser(text, names: names)
        root = try parser.parse()
        conversion =
            if text.contains("??") { .toFloatUnlessNull } else if text.hasPrefix("float(") { .none } else { .toFloat }
        let type = try FormulaType.of(root, [])
        guard type.isNumber || type == .any || type == .null && conversion == .toFloatUnlessNull else {
            throw FormulaError("its result is \(type), and not a number")
        }
    }

    /// - Parameter values: by the order of the names; nil where a trigger has none.
    /// - Returns: nil where the formula has no result, which only `??` and `nil` can bring about.
    func value(of values: [Double?]) throws(FormulaError) -> Double? {
        let environment = values.map { $0.map(FormulaValue.float) ?? .null }
        var budget = FormulaBudget()
        let result = try root.value(in: FormulaScope(environment: environment), &budget)
        switch (result, conversion) {
        case (.float(let number), _): return number
        case (.int(let number), .toFloat), (.int(let number), .toFloatUnlessNull): return Double(number)
        case (.null, .toFloatUnlessNull): return nil
        case (_, .none): throw FormulaError("formula returned non-float result \(result)")
        default: throw FormulaError("invalid operation: float(\(result.kind))")
        }
    }
}

/// Why a formula cannot be read, or has no value.
struct FormulaError: Error, Equatable {
    let message: String

    init(_ message: String) { self.message = message }
}

/// What a formula computes with.
enum FormulaValue: Equatable, CustomStringConvertible {
    case int(Int)
    case float(Double)
    case bool(Bool)
    case null
    case list([FormulaValue])

    /// The number as a float; nil where it is none.
    var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .float(let number): number
        case .bool, .null, .list: nil
        }
    }

    var kind: String {
        switch self {
        case .int: "int"
        case .float: "float64"
        case .bool: "bool"
        case .null: "nil"
        case .list: "list"
        }
    }

    var description: String {
        switch self {
        case .int(let number): "int (\(number))"
        case .float(let number): "float64 (\(number))"
        case .bool(let value): "bool (\(value))"
        case .null: "nil"
        case .list(let items): "list of \(items.count)"
        }
    }
}

/// What computing a formula may still cost: lists that are asked within lists, or that hold one another several times,
/// need no more than a line of text for centuries of work.
struct FormulaBudget {
    /// Parts computed and items looked at, 10 ms of them.
    static let most = 100_000

    private var rest = most

    mutating func spend(_ steps: Int) throws(FormulaError) {
        rest -= steps
        guard rest >= 0 else { throw FormulaError("it takes more than \(Self.most) steps") }
    }
}

/// What names stand for while a formula is computed.
struct FormulaScope {
    /// By the number of the trigger.
    var environment: [FormulaValue]
    /// Of `let`, innermost last.
    var variables: [FormulaValue] = []
    /// `#`
    var item: FormulaValue?
}

/// A part of a formula.
indirect enum FormulaNode: Sendable, Equatable {
    case int(Int)
    case float(Double)
    case bool(Bool)
    case null
    case list([FormulaNode])
    /// By the number of the trigger.
    case trigger(Int)
    /// By the number of `let`s outside of it.
    case variable(Int)
    case item
    case unary(FormulaUnary, FormulaNode)
    case binary(FormulaBinary, FormulaNode, FormulaNode)
    /// A chain of comparisons, each of its parts computed once: `1 < a < 3` is `1 < a && a < 3`.
    case ordering(FormulaNode, [FormulaLink])
    /// Without `then` the condition itself is the result: `a ?: b`.
    case conditional(FormulaNode, then: FormulaNode?, otherwise: FormulaNode)
    case binding(FormulaNode, in: FormulaNode)
    case call(FormulaFunction, [FormulaNode])
    /// A function of a list and of what holds for its items; without the latter the items themselves are asked.
    case quantifier(FormulaQuantifier, FormulaNode, FormulaNode?)
}

/// `< a` of a chain of comparisons.
struct FormulaLink: Sendable, Equatable {
    let operation: FormulaBinary
    let operand: FormulaNode
}

enum FormulaUnary: Sendable, Equatable {
    case minus, plus, not
}

enum FormulaBinary: String, Sendable, Equatable, CaseIterable {
    case or = "||"
    case and = "&&"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case greater = ">"
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divided = "/"
    case remainder = "%"
    case power = "**"
    case otherwise = "??"

    /// How tightly it binds: `parser/operator/operator.go`.
    var precedence: Int {
        switch self {
        case .or: 10
        case .and: 15
        case .equal, .unequal, .less, .greater, .lessOrEqual, .greaterOrEqual: 20
        case .plus, .minus: 30
        case .times, .divided, .remainder: 60
        case .power: 100
        case .otherwise: 500
        }
    }

    /// Operators that form chains.
    var isOrdering: Bool {
        switch self {
        case .less, .greater, .lessOrEqual, .greaterOrEqual: true
        default: false
        }
    }

    /// A word or sign of the language; nil for what is no operator, or not supported.
    init?(token: String) {
        switch token {
        case "and": self = .and
        case "or": self = .or
        case "^": self = .power
        default: self.init(rawValue: token)
        }
    }
}

enum FormulaFunction: String, Sendable, Equatable, CaseIterable {
    case abs, ceil, floor, round, int, float, len, min, max, mean, median
}

enum FormulaQuantifier: String, Sendable, Equatable, CaseIterable {
    case all, any, none, one, count, sum, filter, map

    /// Whether it may be asked without saying what should hold.
    var mayBeBare: Bool { self == .count || self == .sum }
}
