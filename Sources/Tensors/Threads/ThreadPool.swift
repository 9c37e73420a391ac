internal import CKernels
internal import Glibc
internal import Synchronization
package import System

/// Threads that share out numbered chunks of work.
///
/// Nothing is started before the first use. The calling thread takes part, so a pool of n threads
/// starts n - 1; they sleep when there is nothing to do. Several callers may use a pool at once,
/// also from inside a chunk. The threads block all signals: those are the host's. `deinit` joins them.
package final class ThreadPool: Sendable {
    /// Threads that work on one call, the caller's among them.
    package let threadCount: Int
    private let state: PoolState

    /// - Parameter threads: 1...256 after clamping, whatever the machine has; nil means `defaultThreads`.
    package init(threads: Int? = nil) {
        threadCount = min(max(threads ?? Self.defaultThreads, 1), 256)
        state = PoolState(workerCount: threadCount - 1)
    }

    deinit { state.shutDown() }

    /// Calls `body` once for each of 0..<count, in no particular order and from several threads at
    /// once: what the calls write must not overlap. Returns when all of them have returned.
    ///
    /// - Throws: `CancellationError` when `cancellation` is raised; chunks not begun by then are left out.
    package func parallelFor(
        _ count: Int, cancellation: Cancellation? = nil, _ body: @escaping (Int) -> Void
    ) throws(CancellationError) {
        if let cancellation { try cancellation.check() }
        guard count > 0 else { return }
        if count == 1 || threadCount == 1 {
            for index in 0..<count {
                if let cancellation { try cancellation.check() }
                body(index)
            }
        } else {
            state.perform(PoolJob(count: count, cancellation: cancellation, body: body))
        }
        if let cancellation { try cancellation.check() }
    }

    /// Threads where nobody asks for a number: what OMP_NUM_THREADS says, as other programs for numbers take it, but no
    /// more than `Processors.available`, which it is without that variable.
    package static var defaultThreads: Int {
        threads(openMP: getenv("OMP_NUM_THREADS").map { String(cString: $0) }, available: Processors.available)
    }

    /// - Parameter openMP: a number or a list of them, of which the first counts ("4,2" is for nested loops); what is
    ///   neither is no number.
    static func threads(openMP: String?, available: Int) -> Int {
        let first = openMP?.split(separator: ",", omittingEmptySubsequences: false).first ?? ""
        let words = first.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let wanted = Int(words[0]), wanted > 0 else { return available }
        return min(wanted, available)
    }
}

/// One call of `parallelFor`.
///
/// `@unchecked Sendable`: `next` is atomic, `active` is only touched under the pool's lock, the rest
/// is immutable; `body` is called while its caller waits in `PoolState.perform`.
private final class PoolJob: @unchecked Sendable {
    let count: Int
    let cancellation: Cancellation?
    let body: (Int) -> Void
    let next = Atomic<Int>(0)
    /// Workers inside `work`.
    var active = 0

    init(count: Int, cancellation: Cancellation?, body: @escaping (Int) -> Void) {
        self.count = count
        self.cancellation = cancellation
        self.body = body
    }

    /// Takes chunks until none are left or the work is cancelled.
    func work() {
        while true {
            if let cancellation, cancellation.isCancelled { return }
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if index >= count { return }
            body(index)
        }
    }

    var isExhausted: Bool {
        next.load(ordering: .relaxed) >= count || cancellation?.isCancelled == true
    }
}

/// What the pool and its threads share; it outlives the pool until the last thread has ended.
///
/// `@unchecked Sendable`: the mutable properties are only touched under `mutex`.
private final class PoolState: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// Signalled when a job arrives or the pool ends.
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Signalled when a worker leaves a job.
    private let departure = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let workerCount: Int
    private var workers: [Thread] = []
    private var jobs: [PoolJob] = []
    private var isEnding = false

    init(workerCount: Int) {
        self.workerCount = workerCount
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrival, nil)
        pthread_cond_init(departure, nil)
    }

    deinit {
        pthread_cond_destroy(departure)
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(mutex)
        departure.deallocate()
        arrival.deallocate()
        mutex.deallocate()
    }

    func perform(_ job: PoolJob) {
        pthread_mutex_lock(mutex)
        startWorkers()
        jobs.append(job)
        pthread_cond_broadcast(arrival)
        pthread_mutex_unlock(mutex)

        job.work()

        pthread_mutex_lock(mutex)
        jobs.removeAll { $0 === job }
        while job.active > 0 { pthread_cond_wait(departure, mutex) }
        pthread_mutex_unlock(mutex)
    }

    func shutDown() {
        pthread_mutex_lock(mutex)
        isEnding = true
        let workers = workers
        pthread_cond_broadcast(arrival)
        pthread_mutex_unlock(mutex)
        for worker in workers { worker.join() }
    }

    /// With the lock held. A system that refuses threads gets fewer: the caller always works.
    private func startWorkers() {
        guard workers.isEmpty, workerCount > 0 else { return }
        for _ in 0..<workerCount {
            guard let worker = try? Thread("comfy-compute", { self.run() }) else { break }
            workers.append(worker)
        }
    }

    private func run() {
        pthread_mutex_lock(mutex)
        while true {
            // The job with the fewest workers, so that two callers share the pool.
            if let job = jobs.filter({ !$0.isExhausted }).min(by: { $0.active < $1.active }) {
                job.active += 1
                pthread_mutex_unlock(mutex)
                job.work()
                pthread_mutex_lock(mutex)
                job.active -= 1
                if job.active == 0 { pthread_cond_broadcast(departure) }
            } else if isEnding {
                break
            } else {
                pthread_cond_wait(arrival, mutex)
            }
        }
        pthread_mutex_unlock(mutex)
    }
}
