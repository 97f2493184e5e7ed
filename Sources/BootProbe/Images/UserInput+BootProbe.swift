import UserInput

typealias YAMLField = UserInput.YAMLField<BootProbeError>
typealias YAMLMapping = UserInput.YAMLMapping<BootProbeError>
typealias InputFile = UserInput.InputFile<BootProbeError>

extension BootProbeError: InputFailure {
    package init(badInput message: String, file: String, line: Int?) {
        self.init(.badInput, "\(file)\(line.map { ":\($0)" } ?? ""): \(message)")
    }

    package init(noInput message: String, file: String) { self.init(.noInput, "\(file): \(message)") }
}

extension YAMLField {
    /// The root of the first document in `text`, which came from `file`.
    static func root(of text: String, file: String) throws(BootProbeError) -> YAMLField {
        guard let root = try documents(in: text, file: file).first else {
            throw BootProbeError(badInput: "the file is empty; expected a mapping", file: file, line: nil)
        }
        return root
    }
}
