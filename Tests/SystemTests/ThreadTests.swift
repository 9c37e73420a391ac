import Glibc
import Testing

@testable import System

@Suite struct ThreadTests {
    #if arch(x86_64)
        private static let upward: Int32 = 0x800
    #else
        private static let upward: Int32 = 0x400000
    #endif

    /// A host may round upwards, or have divisions by zero raise SIGFPE.
    @Test func computesAsEverywhere() throws {
        let rounding = fegetround()
        defer { fesetround(rounding) }
        fesetround(Self.upward)
        let seen = Monitor<(rounding: Int32, third: Double)?>(nil)
        let thread = try Thread("test-rounding") {
            let one = Double(getpid()) / Double(getpid())
            seen.update { $0 = (fegetround(), one / 3) }
        }
        thread.join()
        let inside = try #require(seen.withLock { $0 })
        #expect(inside.rounding == 0 && inside.third == 0x1.5555555555555p-2)
        #expect(fegetround() == Self.upward)
    }

    @Test func leavesSignalsToTheHost() throws {
        let blocked = Monitor(false)
        try Thread("test-signals") {
            var mask = sigset_t()
            pthread_sigmask(SIG_SETMASK, nil, &mask)
            blocked.update { $0 = [SIGINT, SIGTERM, SIGCHLD].allSatisfy { sigismember(&mask, $0) == 1 } }
        }.join()
        #expect(blocked.withLock { $0 })
    }

    @Test func flagsAreTheThreadsOwn() throws {
        let flag = ThreadFlag()
        let elsewhere = Monitor(true)
        let thread = try Thread("test-flag") { elsewhere.update { $0 = flag.isRaised } }
        flag.whileRaised {
            flag.whileRaised { #expect(flag.isRaised) }
            #expect(flag.isRaised)
            thread.join()
        }
        #expect(!flag.isRaised && !elsewhere.withLock { $0 })
    }

    /// An object lives as long as its thread holds it.
    @Test func objectsAreTheThreadsOwn() throws {
        final class Object: Sendable {}
        let local = ThreadLocal<Object>()
        local.object = Object()
        let elsewhere = Monitor<Bool?>(nil)
        nonisolated(unsafe) weak var theirs: Object?
        try Thread("test-local") {
            elsewhere.update { $0 = local.object == nil }
            let object = Object()
            local.object = object
            theirs = object
        }.join()
        #expect(elsewhere.withLock { $0 } == true && theirs == nil)
        weak let mine = local.object
        #expect(mine != nil)
        local.object = nil
        #expect(mine == nil)
    }
}
