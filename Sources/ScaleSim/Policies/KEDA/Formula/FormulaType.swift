/// What a part of a formula will be, as far as its text tells: `checker/checker.go` of expr, which refuses a formula
/// before it is ever computed.
indirect enum FormulaType: Equatable, CustomStringConvertible {
    case int, float, bool, null
    case list(FormulaType)
    /// Known only when it is computed, as what is one thing or another.
    case any

    var description: String {
        switch self {
        case .int: "an int"
        case .float: "a float64"
        case .bool: "a bool"
        case .null: "nil"
        case .list: "a list"
        case .any: "unknown"
        }
    }

    var isNumber: Bool { self == .int || self == .float }
    private var mayBeNumber: Bool { isNumber || self == .any }
    private var mayBeBool: Bool { self == .bool || self == .any }

    /// What a formula is given to know the types of its names by.
    struct Scope {
        var variables: [FormulaType] = []
        var item = FormulaType.any
    }

    static func of(_ node: FormulaNode, _ variables: [FormulaType]) throws(FormulaError) -> FormulaType {
        try of(node, Scope(variables: variables))
    }

    private static func of(_ node: FormulaNode, _ scope: Scope) throws(FormulaError) -> FormulaType {
        switch node {
        case .int: return .int
        case .float, .trigger: return .float
        case .bool: return .bool
        case .null: return .null
        case .variable(let number): return scope.variables[number]
        case .item: return scope.item
        case .list(let items): return .list(try common(items, scope))
        case .unary(let operation, let operand):
            let type = try of(operand, scope)
            guard operation == .not ? type.mayBeBool : type.mayBeNumber else {
                throw FormulaError("\(operation) of \(type)")
            }
            return operation == .not ? .bool : type
        case .binary(let operation, let left, let right):
            return try binary(operation, try of(left, scope), try of(right, scope))
        case .ordering(let first, let links):
            var left = try of(first, scope)
            for link in links {
                let right = try of(link.operand, scope)
                _ = try binary(link.operation, left, right)
                left = right
            }
            return .bool
        case .conditional(let condition, let then, let otherwise):
            let type = try of(condition, scope)
            guard type.mayBeBool else { throw FormulaError("a condition that is \(type), and not a bool") }
            return either(
                try then.map { (node) throws(FormulaError) in try of(node, scope) } ?? type, try of(otherwise, scope))
        case .binding(let value, in: let body):
            var inner = scope
            inner.variables.append(try of(value, scope))
            return try of(body, inner)
        case .call(let function, let arguments): return try call(function, arguments, scope)
        case .quantifier(let quantifier, let list, let predicate):
            return try self.quantifier(quantifier, list, predicate, scope)
        }
    }

    private static func common(_ items: [FormulaNode], _ scope: Scope) throws(FormulaError) -> FormulaType {
        var common: FormulaType?
        for item in items {
            let type = try of(item, scope)
            common = common == nil || common == type ? type : .any
        }
        return common ?? .any
    }

    private static func either(_ left: FormulaType, _ right: FormulaType) -> FormulaType {
        if left == .null { return right }
        if right == .null { return left }
        return left == right ? left : .any
    }

    private static func binary(
        _ operation: FormulaBinary, _ left: FormulaType, _ right: FormulaType
    ) throws(FormulaError) -> FormulaType {
        let mismatch = FormulaError("`\(operation.rawValue)` of \(left) and \(right)")
        switch operation {
        case .or, .and:
            guard left.mayBeBool, right.mayBeBool else { throw mismatch }
            return .bool
        case .equal, .unequal:
            let isComparable =
                left == right || left.isNumber && right.isNumber
                || [left, right].contains { $0 == .any || $0 == .null }
            guard isComparable else { throw mismatch }
            return .bool
        case .otherwise: return either(left, right)
        case .remainder:
            guard left.mayBeNumber, right.mayBeNumber, left != .float, right != .float else { throw mismatch }
            return .int
        case .less, .greater, .lessOrEqual, .greaterOrEqual, .plus, .minus, .times, .divided, .power:
            guard left.mayBeNumber, right.mayBeNumber else { throw mismatch }
            if operation.isOrdering { return .bool }
            if operation == .divided || operation == .power { return .float }
            if left == .any || right == .any { return .any }
            return left == .int && right == .int ? .int : .float
        }
    }

    private static func call(
        _ function: FormulaFunction, _ arguments: [FormulaNode], _ scope: Scope
    ) throws(FormulaError) -> FormulaType {
        let name = function.rawValue
        switch function {
        case .min, .max, .mean, .median:
            guard !arguments.isEmpty else { throw FormulaError("not enough arguments to call \(name)") }
            for argument in arguments { try requireNumbers(try of(argument, scope), name) }
            if function == .mean || function == .median { return .float }
            let type = arguments.count == 1 ? try of(arguments[0], scope) : try common(arguments, scope)
            return type.isNumber ? type : .any
        case .abs, .ceil, .floor, .round, .int, .float, .len:
            guard arguments.count == 1 else {
                throw FormulaError("invalid number of arguments for \(name) (expected 1, got \(arguments.count))")
            }
            let type = try of(arguments[0], scope)
            if function == .len {
                guard type == .any || type.element != nil else { throw invalid(type, name) }
                return .int
            }
            guard type.mayBeNumber else { throw invalid(type, name) }
            if function == .abs { return type }
            return function == .int ? .int : .float
        }
    }

    private static func requireNumbers(_ type: FormulaType, _ name: String) throws(FormulaError) {
        if let element = type.element { return try requireNumbers(element, name) }
        guard type.mayBeNumber else { throw invalid(type, name) }
    }

    private static func invalid(_ type: FormulaType, _ name: String) -> FormulaError {
        FormulaError("invalid argument for \(name): \(type)")
    }

    private static func quantifier(
        _ quantifier: FormulaQuantifier, _ list: FormulaNode, _ predicate: FormulaNode?, _ scope: Scope
    ) throws(FormulaError) -> FormulaType {
        let type = try of(list, scope)
        guard type == .any || type.element != nil else {
            throw FormulaError("\(quantifier.rawValue) takes a list, and not \(type)")
        }
        let element = type.element ?? .any
        var inner = scope
        inner.item = element
        let asked = try predicate.map { (node) throws(FormulaError) in try of(node, inner) } ?? element
        switch quantifier {
        case .map: return .list(asked)
        case .sum:
            guard asked.mayBeNumber else { throw invalid(asked, "sum") }
            return asked
        case .all, .any, .none, .one, .count, .filter:
            guard asked.mayBeBool else {
                throw FormulaError("the predicate of \(quantifier.rawValue) is \(asked), and not a bool")
            }
            if quantifier == .filter { return .list(element) }
            return quantifier == .count ? .int : .bool
        }
    }

    private var element: FormulaType? {
        if case .list(let element) = self { return element }
        return nil
    }
}
