extension TreeRecipe {
    /// Throws `badInput` where a name could not be one of Debian's, and so could reach a tool as an option or a list.
    func validate() throws(BootProbeError) {
        try Self.check(name, is: "tree's name", allowing: "-")
        try Self.check(suite, is: "tree's suite", allowing: "-.")
        // Debian Policy 5.6.1.
        for package in packages { try Self.check(package, is: "tree's package", allowing: "+-.") }
    }

    private static func check(_ value: String, is what: String, allowing marks: String) throws(BootProbeError) {
        func isPlain(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber)
        }
        guard let first = value.first, isPlain(first), value.allSatisfy({ isPlain($0) || marks.contains($0) }) else {
            throw BootProbeError(
                .badInput,
                "the \(what) \"\(value)\" must begin with an ASCII letter or digit and hold only those and \(marks)")
        }
    }
}
