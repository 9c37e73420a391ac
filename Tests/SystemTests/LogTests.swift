import Formats
import TestSupport
import Testing

@testable import System

@Suite struct LogTests {
    @Test func levelsFieldsAndReplacement() {
        let records = CapturedLog.records(.warning) {
            Log.info("not this")
            Log.warning("this\nin one line", ["prompt_id": "p", "seconds": 1.5])
        }
        Log.error("nobody listens")
        // Other suites run beside this one and may have said something too.
        let record = records.first { $0.message == "this in one line" }
        #expect(record?.level == .warning && record?.fields == #"{"prompt_id":"p","seconds":1.5}"#)
        #expect(record.map { $0.milliseconds > 1_700_000_000_000 } == true)
        #expect(!records.contains { $0.message == "not this" || $0.message == "nobody listens" })
        #expect(!records.contains { $0.message.contains("call itself") })
    }
}
