import System
import Testing

@testable import Configuration

@Suite struct LogLevelTests {
    @Test(
        arguments: [
            ("DEBUG", .debug), ("INFO", .info), ("WARNING", .warning), ("ERROR", .error), ("CRITICAL", .error),
        ] as [(String, Log.Level)]) func pythonsLevels(name: String, level: Log.Level)
    {
        #expect(Log.Level(python: name) == level)
    }
}
