internal import System

/// Calls of FFmpeg's that look at no cancellation on the way, as the coding of one large frame: they are made on a thread
/// of their own, which is left behind where the work that waits for them is cancelled, and comes to its end by itself.
enum AsideCall {
    /// What a thread has left behind: it does not end before that has.
    private final class LeftBehind {
        var threads: [(thread: Thread, isOver: () -> Bool)] = []
        deinit { for (thread, _) in threads { thread.join() } }
    }

    private static let leftBehind = ThreadLocal<LeftBehind>()

    /// - Parameters:
    ///   - isLong: what is not is called here.
    ///   - body: uses nothing that the caller uses or lets go before `body` is over.
    static func run<R: Sendable>(if isLong: Bool = true, _ body: @escaping @Sendable () throws -> R) throws -> R {
        guard isLong, let cancellation = Cancellation.ofThread else { return try body() }
        try cancellation.check()
        let outcome = Monitor<Result<R, any Error>?>(nil)
        let made = try? Thread("comfy-media") {
            let result = Result { try cancellation.whileCurrent(body) }
            outcome.update { $0 = result }
        }
        guard let thread = made else { return try body() }
        let result = cancellation.whenCancelled(
            { outcome.update { _ in } },
            during: {
                outcome.wait { outcome -> Result<R, any Error>? in
                    if let outcome { return outcome }
                    return cancellation.isCancelled ? .failure(CancellationError()) : nil
                }
            })
        let isOver = { outcome.withLock { $0 != nil } }
        if isOver() {
            thread.join()
        } else {
            let left = leftBehind.object ?? LeftBehind()
            left.threads = left.threads.filter { !$0.isOver() } + [(thread, isOver)]
            leftBehind.object = left
        }
        return try (result ?? .failure(CancellationError())).get()
    }
}
