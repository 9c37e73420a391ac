import Synchronization
import System
import TestSupport
import Testing

@testable import Media

@Suite struct AsideCallTests {
    /// Who is cancelled goes on at once; the call comes to its end, and its thread does not end before.
    @Test func callsAreLeftBehind() throws {
        let (cancellation, isOpen) = (Cancellation(), Monitor(false))
        let isOver = Atomic(false)
        let wasOver = Atomic(true)
        let left = Monitor(false)
        let thread = try Thread("test-aside") {
            _ = cancellation.whileCurrent {
                #expect(throws: CancellationError.self) {
                    try AsideCall.run {
                        cancellation.cancel()
                        _ = isOpen.wait { $0 ? true : nil }
                        isOver.store(true, ordering: .sequentiallyConsistent)
                    }
                }
            }
            wasOver.store(isOver.load(ordering: .sequentiallyConsistent), ordering: .sequentiallyConsistent)
            left.update { $0 = true }
        }
        #expect(left.wait(until: Deadline(milliseconds: 60_000)) { $0 ? true : nil } == true)
        isOpen.update { $0 = true }
        thread.join()
        #expect(!wasOver.load(ordering: .sequentiallyConsistent) && isOver.load(ordering: .sequentiallyConsistent))
    }

    @Test func whatCallsGive() throws {
        struct Failure: Error {}
        let cancellation = Cancellation()
        try cancellation.whileCurrent { () throws in
            #expect(try AsideCall.run { Cancellation.ofThread === cancellation })
            #expect(throws: Failure.self) { try AsideCall.run { throw Failure() } }
            cancellation.cancel()
            #expect(throws: CancellationError.self) { try AsideCall.run { Issue.record("it was called") } }
        }
        #expect(try AsideCall.run { 7 } == 7)
    }

    /// One frame of a large film, coded by the slowest encoder.
    @Test(.enabled(if: MediaLibrary.missing == nil, "FFmpeg's libraries are not here"))
    func framesAreCancelledOnTheWay() throws {
        let video = MediaWriter.Video(
            encoder: "libvpx-vp9", width: 1280, height: 960, rate: (24, 1), options: [("b", "0"), ("crf", "32")])
        var state: UInt32 = 1
        let picture = (0..<1280 * 960 * 3).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        func code(cancelledAfter time: Double?) throws -> Double {
            let cancellation = Cancellation()
            return try cancellation.whileCurrent {
                let writer = try MediaWriter("webm", metadata: [], video: video, audio: nil)
                try writer.add(picture: picture)
                let start = Clock.monotonic()
                let thread = try time.map { time in
                    try Thread("test-cancel") {
                        let never = Monitor(())
                        _ = never.wait(until: Deadline(milliseconds: Int64(time))) { _ -> Void? in nil }
                        cancellation.cancel()
                    }
                }
                defer { thread?.join() }
                if time == nil {
                    try writer.endPictures()
                } else {
                    #expect(throws: CancellationError.self) { try writer.endPictures() }
                }
                return Double(Clock.monotonic() - start) / 1e6
            }
        }
        let isSoon = try isReached(tries: 10) {
            let whole = try code(cancelledAfter: nil)
            return try code(cancelledAfter: whole / 4) < whole / 2
        }
        #expect(isSoon)
    }
}
