/// A finite Markov chain in continuous time, solved by elimination over all of its states: slow, and independent of
/// every closed form.
struct BruteForceChain<State: Hashable> {
    private(set) var states: [State] = []
    private(set) var probabilities: [Double] = []

    /// - Parameter moves: rates to other states; the states that can be reached from `start` must be few.
    init(from start: State, moves: (State) -> [(State, Double)]) {
        states = [start]
        var numbers = [start: 0]
        var rates: [[Int: Double]] = []
        while rates.count < states.count {
            var row: [Int: Double] = [:]
            for (target, rate) in moves(states[rates.count]) where rate > 0 {
                if numbers[target] == nil {
                    numbers[target] = states.count
                    states.append(target)
                }
                row[numbers[target] ?? 0, default: 0] += rate
            }
            rates.append(row)
        }
        probabilities = Self.stationary(rates)
    }

    func mean(of value: (State) -> Double) -> Double {
        zip(states, probabilities).reduce(0) { $0 + value($1.0) * $1.1 }
    }

    /// The last state is taken out first: who would go to it goes where it leads.
    private static func stationary(_ rows: [[Int: Double]]) -> [Double] {
        var rates = rows
        var into = [Set<Int>](repeating: [], count: rows.count)
        for (source, row) in rows.enumerated() { for target in row.keys { into[target].insert(source) } }
        for state in (1..<rows.count).reversed() {
            let targets = rates[state].filter { $0.key < state }.sorted { $0.key < $1.key }
            let out = targets.reduce(0) { $0 + $1.value }
            for source in into[state].sorted() where source < state {
                let share = (rates[source][state] ?? 0) / out
                rates[source][state] = share
                for (target, rate) in targets where target != source {
                    rates[source][target, default: 0] += share * rate
                    into[target].insert(source)
                }
            }
        }
        var weights = [1.0]
        for state in 1..<rows.count {
            weights.append(
                into[state].sorted().filter { $0 < state }.reduce(0) { $0 + weights[$1] * (rates[$1][state] ?? 0) })
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
