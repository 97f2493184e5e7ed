// Text in aligned columns.
extension String {
    /// With blanks up to `width` characters, before it where it is a number's place.
    func padded(to width: Int, onLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - count))
        return onLeft ? blanks + self : self + blanks
    }

    var withoutTrailingBlanks: String { String(reversed().drop { $0 == " " }.reversed()) }
}
