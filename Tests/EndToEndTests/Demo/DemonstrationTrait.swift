import Testing

/// Runs one demonstration for all tests of a suite, and removes its results after the last.
struct DemonstrationTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Demonstration.$current.withValue(try Demonstration(), operation: function)
    }
}

extension Trait where Self == DemonstrationTrait {
    static var demonstration: Self { Self() }
}
