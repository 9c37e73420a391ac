import Formats
import System
import Testing

@testable import Tracing

@Suite struct TracerTests {
    @Test func spansEndOnceAndAtTheLatestWhenLetGo() {
        let ended = Monitor<[SpanRecord]>([])
        let tracer = Tracer { span in ended.update { $0.append(span) } }
        let span = tracer.start("a", parent: nil)
        span.set("k", 1)
        span.end()
        span.set("k", 2)
        span.end()
        #expect(ended.withLock { $0.map { $0.attributes["k"] } } == [1])
        _ = tracer.start("b", parent: span.context)
        #expect(
            ended.withLock { $0.last?.name } == "b" && ended.withLock { $0.last?.parentSpanID } == span.context.spanID)
    }
}
