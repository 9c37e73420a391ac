import CIsolation
import Formats
import Glibc
import System
import TestSupport
import Testing
import Workflow

@testable import Engine

@Suite struct EventQueueTests {
    private func event(_ name: String, _ sequence: UInt64, bytes: Int = 0) -> EngineEvent {
        let image =
            bytes == 0
            ? nil : PixelImage(width: bytes, height: 1, channels: 1, bytes: Array(repeating: 0, count: bytes))
        return EngineEvent(
            WorkflowEvent(name, [:], preview: image.map { .image($0) }), promptID: "p", sequence: sequence)
    }

    private func drain(_ queue: EventQueue) -> [(UInt64, dropped: UInt64)] {
        var result: [(UInt64, dropped: UInt64)] = []
        while case .event(let event, let dropped) = queue.next(until: Deadline(milliseconds: 0)) {
            result.append((event.sequence, dropped))
        }
        return result
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1
    }

    @Test func dropsPassingEventsFirstAndCountsThem() {
        let queue = EventQueue(capacity: 4)
        queue.push(event("execution_start", 0))
        for index in 1...5 { queue.push(event("progress", UInt64(index))) }
        queue.push(event("executed", 6))
        let taken = drain(queue)
        #expect(taken.map(\.0) == [0, 4, 5, 6])
        #expect(taken.map(\.dropped) == [0, 3, 0, 0])
    }

    @Test func dropsTheOldestWhenNothingPasses() {
        let queue = EventQueue(capacity: 2)
        for index in 0..<5 { queue.push(event("executed", UInt64(index))) }
        let taken = drain(queue)
        #expect(taken.map(\.0) == [3, 4])
        #expect(taken.map(\.dropped) == [3, 0])
    }

    @Test func pixelsAreBounded() {
        let queue = EventQueue(capacity: 100, pixelCapacity: 1000)
        for index in 0..<5 { queue.push(event("preview", UInt64(index), bytes: 400)) }
        #expect(drain(queue).map(\.0) == [3, 4])
        queue.push(event("preview", 5, bytes: 5000))
        #expect(drain(queue).map(\.0) == [5])
    }

    @Test func descriptorIsReadableWhilePollWouldReturn() throws {
        let queue = EventQueue(capacity: 4)
        queue.push(event("progress", 1))
        let descriptor = try queue.descriptor()
        #expect(isReadable(descriptor))
        _ = drain(queue)
        #expect(!isReadable(descriptor))
        queue.push(event("progress", 2))
        queue.push(event("progress", 3))
        #expect(isReadable(descriptor))
        _ = queue.next(until: .never)
        #expect(isReadable(descriptor))
        _ = queue.next(until: .never)
        #expect(!isReadable(descriptor))
        queue.close()
        #expect(isReadable(descriptor))
        guard case .end = queue.next(until: .never) else {
            Issue.record("no end")
            return
        }
        #expect(!isReadable(descriptor))
    }

    /// A wait that has nothing to wait for ends at once, then or when it comes; what there is goes first.
    @Test func isWoken() throws {
        let queue = EventQueue(capacity: 4)
        let descriptor = try queue.descriptor()
        queue.wake()
        #expect(isReadable(descriptor))
        if case .timeout = queue.next(until: .never) {} else { Issue.record("not woken") }
        #expect(!isReadable(descriptor))
        queue.push(event("executed", 1))
        queue.wake()
        #expect(drain(queue).map(\.0) == [1] && !isReadable(descriptor))
        let ended = Monitor(false)
        let thread = try Thread("test-wait") {
            if case .timeout = queue.next(until: .never) { ended.update { $0 = true } }
        }
        queue.wake()
        thread.join()
        #expect(ended.withLock { $0 })
        queue.wake()
        queue.close()
        if case .end = queue.next(until: .never) {} else { Issue.record("no end") }
    }

    @Test func waitsAndWakes() throws {
        let queue = EventQueue(capacity: 4)
        let waited = milliseconds {
            guard case .timeout = queue.next(until: Deadline(milliseconds: 30)) else {
                Issue.record("an event")
                return
            }
        }
        #expect(waited >= 29)
        let thread = try Thread("push") {
            usleep(20_000)
            queue.push(event("progress", 0))
        }
        guard case .event = queue.next(until: .never) else {
            Issue.record("no event")
            return
        }
        thread.join()
    }

    @Test func deadlinesSaturate() {
        #expect(Deadline(milliseconds: -1).nanoseconds == nil)
        #expect(Deadline(milliseconds: .min).nanoseconds == nil)
        #expect(Deadline(milliseconds: .max).nanoseconds == nil)
        #expect(Deadline(milliseconds: 0).nanoseconds != nil)
    }
}
