internal import CBench
internal import Glibc
internal import System
internal import Tensors

/// What has to go when the program is interrupted, which would not unwind then.
enum InterruptionCleanup {
    private static let paths = Lock(Set<String>())

    /// Those that are not ignored, as SIGHUP is under nohup.
    private static let signals: sigset_t = {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            sigaction(number, nil, &action)
            let ignored = unsafeBitCast(SIG_IGN, to: Int.self)
            if unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != ignored {
                sigaddset(&signals, number)
            }
        }
        return signals
    }()

    /// From now on SIGINT, SIGTERM and SIGHUP remove what they have to before they end the program. To be called before
    /// there are threads, which would take the signals otherwise.
    static func handle() {
        var signals = signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                InterruptionCleanup.wait()
                return nil
            }, nil)
    }

    private static func wait() {
        var signals = signals
        var number: Int32 = 0
        while sigwait(&signals, &number) != 0 {}
        paths.withLock { for path in $0 { cb_remove_folder(path) } }
        signal(number, SIG_DFL)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
    }

    /// A file or folder to remove, until it is `forget`-ed.
    static func remove(_ path: String) { paths.withLock { _ = $0.insert(path) } }

    static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }
}
