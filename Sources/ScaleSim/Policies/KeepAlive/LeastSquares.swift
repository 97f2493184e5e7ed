/// Linear regression by its normal equations.
enum LeastSquares {
    /// A regressor of which less than this share of its square is left is taken to be explained by those before it.
    private static let leastPart = 1e-10

    /// The coefficients of `regressors` that explain `response` best. One that those before it explain gets 0.
    ///
    /// - Parameters:
    ///   - regressors: each as long as the response; there is no constant among them.
    /// - Complexity: O(k²·n) for k regressors of length n.
    static func coefficients(_ regressors: [ArraySlice<Double>], _ response: ArraySlice<Double>) -> [Double] {
        let count = regressors.count
        // The products of all with all; the response stands last.
        var products = DenseMatrix(rows: count, columns: count + 1)
        for row in 0..<count {
            for column in row...count {
                let other = column < count ? regressors[column] : response
                products[row, column] = zip(regressors[row], other).reduce(0) { $0 + $1.0 * $1.1 }
                if column < count { products[column, row] = products[row, column] }
            }
        }
        return solve(&products)
    }

    /// By Gauss–Jordan elimination. Without exchanges, since what is left on the diagonal is each regressor's own part.
    private static func solve(_ products: inout DenseMatrix) -> [Double] {
        let count = products.rows
        let squares = (0..<count).map { products[$0, $0] }
        var isUsed = [Bool](repeating: false, count: count)
        for pivot in 0..<count where products[pivot, pivot] > leastPart * squares[pivot] {
            isUsed[pivot] = true
            let scale = 1 / products[pivot, pivot]
            for column in 0...count { products[pivot, column] *= scale }
            for row in 0..<count where row != pivot {
                let factor = products[row, pivot]
                for column in 0...count { products[row, column] -= factor * products[pivot, column] }
            }
        }
        return (0..<count).map { isUsed[$0] ? products[$0, count] : 0 }
    }
}
