import UserInput

package typealias YAMLField = UserInput.YAMLField<ScaleSimError>
typealias YAMLMapping = UserInput.YAMLMapping<ScaleSimError>
typealias InputFile = UserInput.InputFile<ScaleSimError>

extension ScaleSimError: InputFailure {
    package init(badInput message: String, file: String, line: Int?) {
        self.init(.badInput, message, at: Location(file: file, line: line))
    }

    package init(noInput message: String, file: String) {
        self.init(.noInput, message, at: Location(file: file))
    }
}

extension YAMLField {
    /// A duration with its unit: `250ms`, `1.5s`, `2min`.
    func duration(in range: ClosedRange<Double>) throws(ScaleSimError) -> SimTime {
        SimTime(seconds: try seconds(in: range))
    }
}
