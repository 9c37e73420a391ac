internal import CMedia
internal import Glibc
internal import System

/// The frames of a film, or a sound, out of a file in memory.
package struct MediaReader: ~Copyable {
    package enum Kind: Sendable { case video, audio }

    /// What a file says of itself.
    package struct Info: Sendable {
        package var hasVideo: Bool
        package var hasAudio: Bool
        package var width: Int
        package var height: Int
        /// Frames a second, a fraction; nil where the file does not tell.
        package var rate: (numerator: Int, denominator: Int)?
        /// Samples a second.
        package var sampleRate: Int
        package var channels: Int
        /// FFmpeg's name of the container, such as "mov,mp4,m4a,3gp,3g2,mj2".
        package var format: String
        /// FFmpeg's name of the video's kind, such as "h264".
        package var videoCodec: String
    }

    /// Of a frame: those of a film in 16K, by far.
    package static let maximumPixels: Int64 = 1 << 28

    /// `@unchecked Sendable`: one thread at a time uses it, the one that calls or the one that it waits for or has left
    /// behind.
    private final class Handle: @unchecked Sendable {
        let reader: OpaquePointer
        private let memory: Memory

        init(_ memory: Memory, _ kind: Kind) throws {
            self.memory = memory
            reader = try MediaLibrary.call { message in
                cm_reader_open(
                    memory.bytes.baseAddress, memory.count, kind == .video ? CM_VIDEO : CM_AUDIO,
                    MediaReader.maximumPixels, MediaLibrary.isCancelled, nil, message)
            }
        }

        deinit { cm_reader_destroy(reader) }
    }

    /// A copy of the file, which is not changed.
    private final class Memory: @unchecked Sendable {
        let bytes: UnsafeMutableBufferPointer<UInt8>
        let count: Int

        init(_ file: [UInt8]) throws(SystemError) {
            count = file.count
            let size = max(count, 1)
            guard let memory = malloc(size) else {
                throw SystemError(.outOfResources, "out of memory: \(size) bytes asked for")
            }
            bytes = UnsafeMutableBufferPointer(start: memory.bindMemory(to: UInt8.self, capacity: size), count: size)
            _ = bytes.initialize(from: file)
        }

        deinit { bytes.deallocate() }
    }

    /// `@unchecked Sendable`: its memory is the reader's, who hands out the next when it is asked.
    private struct Frame: @unchecked Sendable {
        var frame = cm_frame()
    }

    /// Pixels from which on a frame may take its time.
    private static let large = 1 << 20
    /// Bytes from which on a file may, when it is opened.
    private static let long = 1 << 20

    private let handle: Handle
    private let isLarge: Bool
    package let info: Info

    /// - Throws: `MediaError`; `CancellationError`.
    package init(_ file: [UInt8], _ kind: Kind) throws {
        try MediaLibrary.check()
        let memory = try Memory(file)
        handle = try AsideCall.run(if: file.count > Self.long) { try Handle(memory, kind) }
        let info = cm_reader_info(handle.reader)
        self.info = Info(
            hasVideo: info.has_video, hasAudio: info.has_audio, width: Int(info.width), height: Int(info.height),
            rate: info.rate_numerator > 0 ? (Int(info.rate_numerator), Int(info.rate_denominator)) : nil,
            sampleRate: Int(info.sample_rate), channels: Int(info.channels), format: String(cString: info.format),
            videoCodec: String(cString: info.video_codec))
        isLarge = kind == .video && Int(info.width) * Int(info.height) > Self.large
    }

    /// Hands the frames to `body` one after another: their size and their RGB, 8 bits each.
    package func eachPicture(
        _ body: (_ width: Int, _ height: Int, _ pixels: UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        while let frame = try next() {
            guard let pixels = frame.pixels else { return }
            let (width, height) = (Int(frame.width), Int(frame.height))
            try body(width, height, UnsafeBufferPointer(start: pixels, count: width * height * 3))
        }
    }

    /// Hands the sound to `body` in pieces: samples of one channel after those of another.
    package func eachSound(
        _ body: (_ channels: Int, _ count: Int, _ samples: UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        while let frame = try next() {
            guard let samples = frame.samples else { return }
            let (channels, count) = (Int(frame.channels), Int(frame.count))
            try body(channels, count, UnsafeBufferPointer(start: samples, count: channels * count))
        }
    }

    private func next() throws -> cm_frame? {
        let handle = handle
        return try AsideCall.run(if: isLarge) { () -> Frame? in
            var next = Frame()
            let isThere = try MediaLibrary.call { message -> Bool? in
                switch cm_reader_next(handle.reader, &next.frame, message) {
                case 1: true
                case 0: false
                default: nil
                }
            }
            return isThere ? next : nil
        }?.frame
    }
}
