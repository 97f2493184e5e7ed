/// Finds what a misspelt word was meant to be.
package enum Spelling {
    /// `did you mean …?`, or the list of what is known where nothing is near.
    package static func suggestion(for word: String, among known: [String]) -> String {
        if let nearest = nearest(to: word, among: known) { return "did you mean `\(nearest)`?" }
        return "known here: \(known.joined(separator: ", "))"
    }

    /// The known word within two edits of `word`, and within half of its length; nil where there is none.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let length = word.count
        let limit = min(2, length / 2)
        // As many edits as the lengths differ by are needed at least; a word may be as long as a file.
        return known.filter { abs($0.count - length) <= limit }.map { (word: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?.word
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
