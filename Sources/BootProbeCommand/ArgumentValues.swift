import ArgumentParser
import BootProbe
import UserInput

/// A share written as a percentage: `2%`, `0.5%`.
struct Percentage: ExpressibleByArgument {
    let share: Double

    init?(argument: String) {
        guard argument.hasSuffix("%"), let value = Double(argument.dropLast()), value > 0, value < 100 else {
            return nil
        }
        share = value / 100
    }
}

/// A time written with its unit, of at most a day: `250ms`, `3s`, `1min`.
struct TimeSpan: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        guard let value = Quantity.seconds(argument), value <= 86_400 else { return nil }
        seconds = value
    }
}

/// Distinct values separated by commas: `1,2,4,8`.
struct CommaList<Value: Hashable & ExpressibleByArgument & Sendable>: ExpressibleByArgument, Sendable {
    let values: [Value]

    init(_ values: [Value]) { self.values = values }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap { Value(argument: String($0)) }
        guard !values.isEmpty, values.count == parts.count, Set(values).count == values.count else { return nil }
    }

    var defaultValueDescription: String {
        values.map(\.defaultValueDescription).joined(separator: ",")
    }
}

extension LaunchCondition.Cache: ExpressibleByArgument {}
