/// The stationary distribution of a Markov chain whose level changes by at most one at a time, and whose rates are the
/// same at all levels from some level on: a quasi-birth–death process.
///
/// By matrix-geometric solution: Neuts, "Matrix-Geometric Solutions in Stochastic Models" (1981), chapter 3; G by
/// logarithmic reduction: Latouche and Ramaswami, "A logarithmic reduction algorithm for quasi-birth–death processes",
/// Journal of Applied Probability 30 (1993); level by level down to the lowest as in Bright and Taylor, "Calculating the
/// equilibrium distribution in level dependent quasi-birth-and-death processes", Stochastic Models 11 (1995).
package struct QuasiBirthDeath: Sendable {
    /// A move to `phase` of the next lower, the same or the next higher level.
    package struct Move {
        package var level: Int
        package var phase: Int
        package var rate: Double

        package init(level: Int, phase: Int, rate: Double) {
            self.level = level
            self.phase = phase
            self.rate = rate
        }
    }

    /// Rates out of a level, by phase: to the level above, within it (the diagonal: less all rates out), and below.
    private struct Level {
        var up: DenseMatrix
        var local: DenseMatrix
        var down: DenseMatrix
    }

    /// Probabilities by level and phase, for the levels below the first that is like all above it.
    package let boundary: [[Double]]
    /// Probabilities by phase, of all further levels together.
    package let beyond: [Double]
    package let meanLevel: Double
    /// Largest absolute value of U + R L + R² D, which is zero for the exact R; relative to the largest rate.
    package let residual: Double

    /// - Parameters:
    ///   - homogeneous: the level, at least 1, from which on moves are the same, those to the level below included.
    ///   - phases: the number of phases of a level.
    ///   - moves: out of a phase of a level, those with a positive rate. The chain must be recurrent.
    package init(homogeneous: Int, phases: (_ level: Int) -> Int, moves: (_ level: Int, _ phase: Int) -> [Move]) {
        precondition(homogeneous >= 1, "there is a boundary")
        let levels = (0...homogeneous).map { level in Self.level(level, phases: phases, moves: moves) }
        let last = levels[homogeneous]
        let rate = Self.rateMatrix(last)
        residual = (last.up + rate * last.local + rate * rate * last.down).largest / last.local.largest

        // From one level to the next: rates[n] takes the probabilities of level n to those of level n + 1.
        var rates = [rate]
        var down = last.down
        for level in (0..<homogeneous).reversed() {
            let above = levels[level + 1]
            let next = rates[rates.count - 1]
            rates.append(levels[level].up * (-(above.local + next * down)).inverse)
            down = above.down
        }
        rates.reverse()

        let censored = levels[0].local + rates[0] * down
        var probabilities = [Self.stationary(censored)]
        for level in 0..<homogeneous { probabilities.append(probabilities[level] * rates[level]) }
        let first = probabilities.removeLast()
        let geometric = (.identity(rate.rows) + -rate).inverse
        let tail = first * geometric
        let total = probabilities.reduce(0) { $0 + $1.reduce(0, +) } + tail.reduce(0, +)
        boundary = probabilities.map { level in level.map { $0 / total } }
        beyond = tail.map { $0 / total }
        // Σ (h + m) π_h Rᵐ = h π_h (I − R)⁻¹ + π_h (I − R)⁻¹ R (I − R)⁻¹.
        let above = (tail * rate * geometric).reduce(0, +) / total
        let below = boundary.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element.reduce(0, +) }
        meanLevel = below + Double(homogeneous) * beyond.reduce(0, +) + above
    }

    /// The mean of `value` over all states, which must not depend on the level from the homogeneous one on.
    package func mean(of value: (_ level: Int, _ phase: Int) -> Double) -> Double {
        (boundary + [beyond]).enumerated().reduce(0) { sum, level in
            level.element.enumerated().reduce(sum) { $0 + $1.element * value(level.offset, $1.offset) }
        }
    }

    // MARK: The parts

    private static func level(
        _ level: Int, phases: (Int) -> Int, moves: (Int, Int) -> [Move]
    ) -> Level {
        let count = phases(level)
        var up = DenseMatrix(rows: count, columns: phases(level + 1))
        var local = DenseMatrix(rows: count, columns: count)
        var down = DenseMatrix(rows: count, columns: level == 0 ? 0 : phases(level - 1))
        for phase in 0..<count {
            for move in moves(level, phase) {
                precondition(move.rate > 0 && abs(move.level - level) <= 1, "a move is to a neighbouring level")
                local[phase, phase] -= move.rate
                switch move.level - level {
                case 1: up[phase, move.phase] += move.rate
                case 0: local[phase, move.phase] += move.rate
                default: down[phase, move.phase] += move.rate
                }
            }
        }
        return Level(up: up, local: local, down: down)
    }

    /// R = U (−L − U G)⁻¹, where G holds the probabilities of the phase in which the level below is first reached.
    private static func rateMatrix(_ level: Level) -> DenseMatrix {
        let out = (-level.local).inverse
        var high = out * level.up
        var low = out * level.down
        var first = low
        var climb = high
        // Each round doubles the number of levels that are accounted for; sixty are more than can be needed.
        for _ in 0..<60 where climb.largest > 1e-18 {
            let within = (.identity(high.rows) + -(high * low + low * high)).inverse
            high = within * (high * high)
            low = within * (low * low)
            first = first + climb * low
            climb = climb * high
        }
        return level.up * (-(level.local + level.up * first)).inverse
    }

    /// A vector π > 0 with π Q = 0, by elimination without subtractions: Grassmann, Taksar and Heyman, "Regenerative
    /// analysis and steady state distributions for Markov chains", Operations Research 33 (1985).
    private static func stationary(_ generator: DenseMatrix) -> [Double] {
        var rates = generator
        for state in (1..<max(1, rates.rows)).reversed() {
            let out = (0..<state).reduce(0) { $0 + rates[state, $1] }
            for row in 0..<state {
                rates[row, state] /= out
                for column in 0..<state where column != row {
                    rates[row, column] += rates[row, state] * rates[state, column]
                }
            }
        }
        var probabilities = [1.0]
        for state in 1..<max(1, rates.rows) {
            probabilities.append((0..<state).reduce(0) { $0 + probabilities[$1] * rates[$1, state] })
        }
        return probabilities
    }
}
