import Foundation

/// Computes formulas as the machine of expr does: whole numbers wrap round, `/` and `**` make floats, and `nil` (a
/// trigger that has failed for too long) is good for `??` and `==` only.
extension FormulaNode {
    func value(in scope: FormulaScope, _ budget: inout FormulaBudget) throws(FormulaError) -> FormulaValue {
        try budget.spend(1)
        switch self {
        case .int(let number): return .int(number)
        case .float(let number): return .float(number)
        case .bool(let value): return .bool(value)
        case .null: return .null
        case .trigger(let number): return scope.environment[number]
        case .variable(let number): return scope.variables[number]
        case .item: return scope.item ?? .null
        case .list(let items):
            return .list(try items.map { (node) throws(FormulaError) in try node.value(in: scope, &budget) })
        case .unary(let operation, let operand): return try operation.applied(to: operand.value(in: scope, &budget))
        case .binary(let operation, let left, let right): return try operation.applied(left, right, in: scope, &budget)
        case .ordering(let first, let links):
            var left = try first.value(in: scope, &budget)
            for link in links {
                let right = try link.operand.value(in: scope, &budget)
                guard try link.operation.arithmetic(left, right) == .bool(true) else { return .bool(false) }
                left = right
            }
            return .bool(true)
        case .conditional(let condition, let then, let otherwise):
            guard try condition.isTrue(in: scope, &budget) else { return try otherwise.value(in: scope, &budget) }
            return try then?.value(in: scope, &budget) ?? .bool(true)
        case .binding(let value, in: let body):
            var inner = scope
            inner.variables.append(try value.value(in: scope, &budget))
            return try body.value(in: inner, &budget)
        case .call(let function, let arguments):
            let values = try arguments.map { (node) throws(FormulaError) in try node.value(in: scope, &budget) }
            return try function.applied(to: values, &budget)
        case .quantifier(let quantifier, let list, let predicate):
            return try quantifier.applied(to: list.value(in: scope, &budget), predicate, in: scope, &budget)
        }
    }

    fileprivate func isTrue(in scope: FormulaScope, _ budget: inout FormulaBudget) throws(FormulaError) -> Bool {
        let value = try value(in: scope, &budget)
        guard case .bool(let isTrue) = value else { throw FormulaError("expected a bool, found \(value.kind)") }
        return isTrue
    }
}

extension FormulaUnary {
    fileprivate func applied(to value: FormulaValue) throws(FormulaError) -> FormulaValue {
        switch (self, value) {
        case (.plus, .int), (.plus, .float): value
        case (.minus, .int(let number)): .int(0 &- number)
        case (.minus, .float(let number)): .float(-number)
        case (.not, .bool(let isTrue)): .bool(!isTrue)
        default: throw FormulaError("invalid operation: \(self) of \(value.kind)")
        }
    }
}

extension FormulaBinary {
    fileprivate func applied(
        _ left: FormulaNode, _ right: FormulaNode, in scope: FormulaScope, _ budget: inout FormulaBudget
    ) throws(FormulaError) -> FormulaValue {
        switch self {
        case .and, .or:
            let isTrue = try left.isTrue(in: scope, &budget)
            return .bool(isTrue == (self == .or) ? isTrue : try right.isTrue(in: scope, &budget))
        case .otherwise:
            let value = try left.value(in: scope, &budget)
            return value == .null ? try right.value(in: scope, &budget) : value
        case .equal, .unequal:
            let (one, other) = (try left.value(in: scope, &budget), try right.value(in: scope, &budget))
            return .bool(try Self.areEqual(one, other, &budget) == (self == .equal))
        default: return try arithmetic(try left.value(in: scope, &budget), try right.value(in: scope, &budget))
        }
    }

    private static func areEqual(
        _ left: FormulaValue, _ right: FormulaValue, _ budget: inout FormulaBudget
    ) throws(FormulaError) -> Bool {
        try budget.spend(1)
        if case (.list(let one), .list(let other)) = (left, right) {
            guard one.count == other.count else { return false }
            for (item, match) in zip(one, other) where try !areEqual(item, match, &budget) { return false }
            return true
        }
        if let one = left.number, let other = right.number { return one == other }
        return left == right
    }

    fileprivate func arithmetic(_ left: FormulaValue, _ right: FormulaValue) throws(FormulaError) -> FormulaValue {
        if case (.int(let one), .int(let other)) = (left, right) {
            switch self {
            case .plus: return .int(one &+ other)
            case .minus: return .int(one &- other)
            case .times: return .int(one &* other)
            case .less: return .bool(one < other)
            case .greater: return .bool(one > other)
            case .lessOrEqual: return .bool(one <= other)
            case .greaterOrEqual: return .bool(one >= other)
            case .remainder:
                guard other != 0 else { throw FormulaError("integer divide by zero") }
                // The least integer has no quotient by -1 that fits; the remainder is 0 all the same.
                return .int(other == -1 ? 0 : one % other)
            default: break
            }
        }
        guard let one = left.number, let other = right.number, self != .remainder else {
            throw FormulaError("invalid operation: \(left.kind) \(rawValue) \(right.kind)")
        }
        switch self {
        case .plus: return .float(one + other)
        case .minus: return .float(one - other)
        case .times: return .float(one * other)
        case .divided: return .float(one / other)
        case .power: return .float(pow(one, other))
        case .less: return .bool(one < other)
        case .greater: return .bool(one > other)
        case .lessOrEqual: return .bool(one <= other)
        default: return .bool(one >= other)
        }
    }
}

extension FormulaFunction {
    fileprivate func applied(
        to arguments: [FormulaValue], _ budget: inout FormulaBudget
    ) throws(FormulaError) -> FormulaValue {
        switch self {
        case .min: return try extreme(numbers(arguments, &budget)) { $0 > $1 }
        case .max: return try extreme(numbers(arguments, &budget)) { $0 < $1 }
        case .mean:
            let numbers = try numbers(arguments, &budget).compactMap(\.number)
            return .float(numbers.isEmpty ? 0 : numbers.reduce(0, +) / Double(numbers.count))
        case .median:
            let numbers = try numbers(arguments, &budget).compactMap(\.number).sorted()
            guard !numbers.isEmpty else { return .float(0) }
            let middle = numbers.count / 2
            return .float(numbers.count % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2)
        case .abs, .ceil, .floor, .round, .int, .float, .len: return try applied(to: arguments[0])
        }
    }

    private func applied(to value: FormulaValue) throws(FormulaError) -> FormulaValue {
        switch (self, value) {
        case (.len, .list(let items)): return .int(items.count)
        case (.abs, .int(let number)): return .int(number < 0 ? 0 &- number : number)
        case (.abs, .float(let number)): return .float(number < 0 ? -number : number)
        case (.int, .int): return value
        case (.int, .float(let number)):
            guard let whole = Int(exactly: number.rounded(.towardZero)) else {
                throw FormulaError("int(\(number)) is no number that can be held")
            }
            return .int(whole)
        default: break
        }
        guard let number = value.number, self != .len else {
            throw FormulaError("invalid argument for \(rawValue) (type \(value.kind))")
        }
        switch self {
        case .ceil: return .float(number.rounded(.up))
        case .floor: return .float(number.rounded(.down))
        // Halves go away from zero.
        case .round: return .float(number.rounded(.toNearestOrAwayFromZero))
        default: return .float(number)
        }
    }

    /// The numbers in arguments and in the lists among them.
    private func numbers(
        _ values: [FormulaValue], _ budget: inout FormulaBudget
    ) throws(FormulaError) -> [FormulaValue] {
        try budget.spend(values.count)
        var numbers: [FormulaValue] = []
        for value in values {
            switch value {
            case .int, .float: numbers.append(value)
            case .list(let items): numbers += try self.numbers(items, &budget)
            case .bool, .null: throw FormulaError("invalid argument for \(rawValue) (type \(value.kind))")
            }
        }
        return numbers
    }

    /// The first number to which none is to be preferred; `nil` of empty lists.
    private func extreme(
        _ numbers: [FormulaValue], replaces: (Double, Double) -> Bool
    ) -> FormulaValue {
        var best = FormulaValue.null
        for value in numbers {
            guard let current = best.number else {
                best = value
                continue
            }
            if let number = value.number, replaces(current, number) { best = value }
        }
        return best
    }
}

extension FormulaQuantifier {
    fileprivate func applied(
        to list: FormulaValue, _ predicate: FormulaNode?, in scope: FormulaScope, _ budget: inout FormulaBudget
    ) throws(FormulaError) -> FormulaValue {
        guard case .list(let items) = list else { throw FormulaError("\(rawValue) takes a list, and not \(list.kind)") }
        try budget.spend(items.count)
        func asked(_ item: FormulaValue, _ budget: inout FormulaBudget) throws(FormulaError) -> FormulaValue {
            guard let predicate else { return item }
            var inner = scope
            inner.item = item
            return try predicate.value(in: inner, &budget)
        }
        switch self {
        case .map: return .list(try items.map { (item) throws(FormulaError) in try asked(item, &budget) })
        case .sum: return try sum(items.map { (item) throws(FormulaError) in try asked(item, &budget) })
        case .all, .any, .none, .one, .count, .filter: break
        }
        var chosen: [FormulaValue] = []
        for item in items {
            let answer = try asked(item, &budget)
            guard case .bool(let isChosen) = answer else {
                throw FormulaError("the predicate of \(rawValue) is \(answer.kind), and not a bool")
            }
            if isChosen { chosen.append(item) }
            // What follows is not asked once the answer is known.
            if self == .all && !isChosen { return .bool(false) }
            if (self == .any || self == .none) && isChosen { return .bool(self == .any) }
        }
        return switch self {
        case .all, .none: .bool(true)
        case .any: .bool(false)
        case .one: .bool(chosen.count == 1)
        case .count: .int(chosen.count)
        default: .list(chosen)
        }
    }

    private func sum(_ values: [FormulaValue]) throws(FormulaError) -> FormulaValue {
        var sum = FormulaValue.int(0)
        for value in values {
            if case (.int(let one), .int(let other)) = (sum, value) {
                sum = .int(one &+ other)
                continue
            }
            guard let one = sum.number, let other = value.number else {
                throw FormulaError("invalid argument for sum (type \(value.kind))")
            }
            sum = .float(one + other)
        }
        return sum
    }
}
