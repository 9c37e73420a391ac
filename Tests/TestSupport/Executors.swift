package import Testing

/// Which executor a test's clients are to have.
package enum Executors {
    @TaskLocal package static var isIsolated = false
}

/// Runs each test of a suite twice: with prompts in this process, then with prompts in another one.
package struct EveryExecutor: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await function()
        try await Executors.$isIsolated.withValue(true) { try await function() }
    }
}

extension Trait where Self == EveryExecutor {
    package static var everyExecutor: Self { EveryExecutor() }
}
