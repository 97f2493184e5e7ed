/// A matrix of a few dozen rows and columns, row by row.
package struct DenseMatrix: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    private var entries: [Double]

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        entries = [Double](repeating: 0, count: rows * columns)
    }

    package static func identity(_ size: Int) -> DenseMatrix {
        var matrix = DenseMatrix(rows: size, columns: size)
        for index in 0..<size { matrix[index, index] = 1 }
        return matrix
    }

    package subscript(row: Int, column: Int) -> Double {
        get { entries[row * columns + column] }
        set { entries[row * columns + column] = newValue }
    }

    package static func + (left: DenseMatrix, right: DenseMatrix) -> DenseMatrix {
        precondition(left.rows == right.rows && left.columns == right.columns, "sums are of matrices of one shape")
        var sum = left
        for index in sum.entries.indices { sum.entries[index] += right.entries[index] }
        return sum
    }

    package static prefix func - (matrix: DenseMatrix) -> DenseMatrix {
        var negated = matrix
        for index in negated.entries.indices { negated.entries[index].negate() }
        return negated
    }

    package static func * (left: DenseMatrix, right: DenseMatrix) -> DenseMatrix {
        precondition(left.columns == right.rows, "the factors fit")
        var product = DenseMatrix(rows: left.rows, columns: right.columns)
        for row in 0..<left.rows {
            for inner in 0..<left.columns {
                let factor = left[row, inner]
                if factor == 0 { continue }
                for column in 0..<right.columns { product[row, column] += factor * right[inner, column] }
            }
        }
        return product
    }

    /// A row vector times a matrix.
    package static func * (left: [Double], right: DenseMatrix) -> [Double] {
        precondition(left.count == right.rows, "the factors fit")
        var product = [Double](repeating: 0, count: right.columns)
        for (row, factor) in left.enumerated() where factor != 0 {
            for column in product.indices { product[column] += factor * right[row, column] }
        }
        return product
    }

    /// The largest absolute value.
    package var largest: Double { entries.reduce(0) { max($0, abs($1)) } }

    /// By Gauss–Jordan elimination with row exchanges; the matrix must not be singular.
    package var inverse: DenseMatrix {
        precondition(rows == columns, "a square matrix has an inverse")
        var left = self
        var right = DenseMatrix.identity(rows)
        for pivot in 0..<rows {
            let best = (pivot..<rows).max { abs(left[$0, pivot]) < abs(left[$1, pivot]) } ?? pivot
            precondition(left[best, pivot] != 0, "the matrix is not singular")
            left.exchange(best, pivot)
            right.exchange(best, pivot)
            let scale = 1 / left[pivot, pivot]
            left.scale(pivot, by: scale)
            right.scale(pivot, by: scale)
            for row in 0..<rows where row != pivot && left[row, pivot] != 0 {
                let factor = left[row, pivot]
                left.subtract(pivot, times: factor, from: row)
                right.subtract(pivot, times: factor, from: row)
            }
        }
        return right
    }

    private mutating func exchange(_ one: Int, _ other: Int) {
        guard one != other else { return }
        for column in 0..<columns { entries.swapAt(one * columns + column, other * columns + column) }
    }

    private mutating func scale(_ row: Int, by factor: Double) {
        for column in 0..<columns { self[row, column] *= factor }
    }

    private mutating func subtract(_ source: Int, times factor: Double, from row: Int) {
        for column in 0..<columns { self[row, column] -= factor * self[source, column] }
    }
}
