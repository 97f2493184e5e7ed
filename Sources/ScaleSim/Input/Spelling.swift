/// Finds what a misspelt word was meant to be.
package enum Spelling {
    /// The known word with the fewest edits to `word`; `known` must not be empty.
    package static func nearest(to word: String, among known: [String]) -> String {
        let distances = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        return distances.min { $0.distance < $1.distance }?.word ?? ""
    }

    /// Levenshtein's distance: insertions, deletions and substitutions.
    package static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for column in right.indices {
                let substitution = previous[column] + (right[column] == character ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
