internal import Glibc

/// Nodes whose asynchronous work is done, from whatever thread, for the executor to collect.
///
/// `@unchecked Sendable`: the list is touched only with the pthread mutex held, which is never moved.
final class CompletionQueue: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var completed: [Int] = []

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func add(_ node: Int) {
        pthread_mutex_lock(mutex)
        completed.append(node)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// What is there; waits up to `milliseconds` for something.
    func take(waiting milliseconds: Int = 0) -> [Int] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if completed.isEmpty, milliseconds > 0 {
            var deadline = timespec()
            clock_gettime(CLOCK_MONOTONIC, &deadline)
            deadline.tv_nsec += milliseconds * 1_000_000
            deadline.tv_sec += deadline.tv_nsec / 1_000_000_000
            deadline.tv_nsec %= 1_000_000_000
            while completed.isEmpty, pthread_cond_timedwait(condition, mutex, &deadline) == 0 {}
        }
        defer { completed = [] }
        return completed
    }
}
