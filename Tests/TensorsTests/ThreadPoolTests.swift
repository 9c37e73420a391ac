import Glibc
import Synchronization
import System
import Tensors
import Testing

@Suite struct ThreadPoolTests {
    /// Counts of calls by index; `@unchecked Sendable`: each element is an atomic of its own.
    final class Counters: Sendable {
        private let counts: Mutex<[Int]>
        init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
        func increment(_ index: Int) { counts.withLock { $0[index] += 1 } }
        var values: [Int] { counts.withLock { $0 } }
    }

    @Test(arguments: [1, 2, 3, 8])
    func everyChunkRunsOnce(threads: Int) throws {
        let pool = ThreadPool(threads: threads)
        #expect(pool.threadCount == threads)
        for count in [0, 1, 2, 7, 1000] {
            let counters = Counters(count)
            try pool.parallelFor(count) { counters.increment($0) }
            #expect(counters.values == Array(repeating: 1, count: count))
        }
    }

    @Test func threadCountsAreClamped() {
        #expect(ThreadPool(threads: -3).threadCount == 1)
        #expect(ThreadPool(threads: 0).threadCount == 1)
        #expect(ThreadPool(threads: .max).threadCount == 256)
        #expect(ThreadPool().threadCount == min(ThreadPool.defaultThreads, 256))
        #expect((1...Processors.available).contains(ThreadPool.defaultThreads))
    }

    @Test func chunksRunAtTheSameTime() throws {
        let pool = ThreadPool(threads: 3)
        let arrived = Atomic<Int>(0)
        // Each chunk waits for all three: this only ends when three threads are at work.
        let cancellation = Cancellation()
        try pool.parallelFor(3, cancellation: cancellation) { _ in
            arrived.add(1, ordering: .relaxed)
            for _ in 0..<5000 where arrived.load(ordering: .relaxed) < 3 { usleep(1000) }
        }
        #expect(arrived.load(ordering: .relaxed) == 3)
    }

    @Test func callsMayBeNested() throws {
        let pool = ThreadPool(threads: 2)
        let counters = Counters(64)
        try pool.parallelFor(8) { outer in
            try! pool.parallelFor(8) { counters.increment(outer * 8 + $0) }
        }
        #expect(counters.values == Array(repeating: 1, count: 64))
    }

    @Test func severalCallersShareAPool() {
        let pool = ThreadPool(threads: 2)
        let callers = (0..<4).map { _ in Counters(500) }
        let threads = callers.map { counters in
            TestThread {
                for _ in 0..<10 { try! pool.parallelFor(500) { counters.increment($0) } }
            }
        }
        for thread in threads { thread.join() }
        for counters in callers { #expect(counters.values == Array(repeating: 10, count: 500)) }
    }

    @Test(arguments: [1, 3])
    func cancellationLeavesOutTheRest(threads: Int) {
        let pool = ThreadPool(threads: threads)
        let cancellation = Cancellation()
        let ran = Atomic<Int>(0)
        #expect(throws: CancellationError.self) {
            try pool.parallelFor(10_000, cancellation: cancellation) { index in
                ran.add(1, ordering: .relaxed)
                if index == 20 { cancellation.cancel() }
            }
        }
        #expect(ran.load(ordering: .relaxed) < 10_000)
        let before = ran.load(ordering: .relaxed)
        #expect(throws: CancellationError.self) {
            try pool.parallelFor(1, cancellation: cancellation) { _ in ran.add(1, ordering: .relaxed) }
        }
        #expect(ran.load(ordering: .relaxed) == before)
        // The pool itself goes on.
        #expect(throws: Never.self) { try pool.parallelFor(5) { _ in ran.add(1, ordering: .relaxed) } }
        #expect(ran.load(ordering: .relaxed) == before + 5)
    }

    /// Threads sleep when there is nothing to do: an idle pool takes no processor time.
    @Test func poolsComeAndGo() throws {
        for _ in 0..<50 {
            let pool = ThreadPool(threads: 4)
            let counters = Counters(16)
            try pool.parallelFor(16) { counters.increment($0) }
            #expect(counters.values == Array(repeating: 1, count: 16))
        }
    }

    @Test func threadsLeaveSignalsToTheHost() throws {
        let pool = ThreadPool(threads: 2)
        let blocked = Mutex<[Bool]>([])
        let main = pthread_self()
        try pool.parallelFor(2) { _ in
            // Both threads are at work before either goes on.
            blocked.withLock { $0.append(false) }
            for _ in 0..<5000 where blocked.withLock({ $0.count }) < 2 { usleep(1000) }
            guard pthread_equal(pthread_self(), main) == 0 else { return }
            var mask = sigset_t()
            pthread_sigmask(SIG_SETMASK, nil, &mask)
            let all = [SIGINT, SIGTERM, SIGUSR1, SIGALRM, SIGCHLD].allSatisfy { sigismember(&mask, $0) == 1 }
            blocked.withLock { $0.append(all) }
        }
        #expect(blocked.withLock { $0 } == [false, false, true])
    }
}

/// A thread that a test waits for.
final class TestThread: @unchecked Sendable {
    private var thread = pthread_t()
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<TestThread>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, context.toOpaque())
        precondition(status == 0)
    }

    func join() { pthread_join(thread, nil) }
}
