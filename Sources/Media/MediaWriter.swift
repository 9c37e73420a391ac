internal import CMedia
internal import System

/// A file of sound or a film that grows in memory.
package struct MediaWriter: ~Copyable {
    package struct Video: Sendable {
        /// FFmpeg's name of the encoder, such as "libx264".
        package var encoder: String
        /// FFmpeg's name of the format of pixels.
        package var pixels: String
        package var width: Int
        package var height: Int
        /// Frames a second, a fraction.
        package var rate: (numerator: Int, denominator: Int)
        /// The encoder's own, by name; "b" is its bits a second.
        package var options: [(name: String, value: String)]

        package init(
            encoder: String, pixels: String = "yuv420p", width: Int, height: Int,
            rate: (numerator: Int, denominator: Int), options: [(name: String, value: String)] = []
        ) {
            self.encoder = encoder
            self.pixels = pixels
            self.width = width
            self.height = height
            self.rate = rate
            self.options = options
        }
    }

    package struct Audio: Sendable {
        package enum Quality: Sendable {
            case standard
            /// Bits a second.
            case rate(Int)
            /// As many bits as the best needs.
            case best
        }

        /// FFmpeg's name of the encoder, such as "flac".
        package var encoder: String
        /// Samples a second.
        package var rate: Int
        package var channels: Int
        package var quality: Quality

        package init(encoder: String, rate: Int, channels: Int, quality: Quality = .standard) {
            self.encoder = encoder
            self.rate = rate
            self.channels = channels
            self.quality = quality
        }
    }

    /// `@unchecked Sendable`: one thread at a time uses it, the one that calls or the one that it waits for or has left
    /// behind.
    private final class Handle: @unchecked Sendable {
        let writer: OpaquePointer
        init(_ writer: OpaquePointer) { self.writer = writer }
        deinit { cm_writer_destroy(writer) }
    }

    /// Pixels from which on a frame may take its time: of the slowest encoder's, 20 ms.
    private static let large = 1 << 16

    private let handle: Handle
    private let pictureSize: Int?

    /// - Parameters:
    ///   - format: FFmpeg's name of the container, such as "mp4".
    ///   - threads: of the encoder.
    package init(
        _ format: String, metadata: [(keyword: String, text: String)], video: Video?, audio: Audio?, threads: Int = 1
    ) throws {
        try MediaLibrary.check()
        let handle = Handle(try MediaLibrary.call { cm_writer_create(format, MediaLibrary.isCancelled, nil, $0) })
        let writer = handle.writer
        for (keyword, text) in metadata where !cm_writer_set_metadata(writer, keyword, text) {
            throw MediaError(.failed, "no memory")
        }
        if let video { try Self.add(video, to: writer, threads) }
        if let audio { try Self.add(audio, to: writer) }
        try MediaLibrary.perform { cm_writer_begin(writer, $0) }
        self.handle = handle
        pictureSize = video.map { $0.width * $0.height * 3 }
    }

    private static func add(_ video: Video, to writer: OpaquePointer, _ threads: Int) throws {
        guard let width = Int32(exactly: video.width), let height = Int32(exactly: video.height),
            let numerator = Int32(exactly: video.rate.numerator),
            let denominator = Int32(exactly: video.rate.denominator),
            width > 0, height > 0, width <= 16384, height <= 16384, numerator > 0, denominator > 0
        else {
            throw MediaError(
                .failed, "a film of \(video.width)x\(video.height) at \(video.rate.numerator)/\(video.rate.denominator)"
            )
        }
        try withStrings(video.options.flatMap { [$0.name, $0.value] }) { options in
            try MediaLibrary.perform { message in
                cm_writer_add_video(
                    writer, video.encoder, video.pixels, width, height, numerator, denominator, options,
                    Int32(clamping: threads), message)
            }
        }
    }

    private static func add(_ audio: Audio, to writer: OpaquePointer) throws {
        guard let rate = Int32(exactly: audio.rate), rate > 0, (1...2).contains(audio.channels) else {
            throw MediaError(.failed, "sound of \(audio.channels) channels at \(audio.rate) Hz: one or two are written")
        }
        let bits: Int64 =
            switch audio.quality {
            case .standard: 0
            case .rate(let bits): Int64(bits)
            case .best: -1
            }
        try MediaLibrary.perform {
            cm_writer_add_audio(writer, audio.encoder, rate, Int32(audio.channels), bits, $0)
        }
    }

    /// pixels: RGB, 8 bits each, in the video's size.
    package func add(picture pixels: [UInt8]) throws {
        precondition(pixels.count == pictureSize)
        try code { cm_writer_video($0, pixels, $1) }
    }

    package func endPictures() throws { try code { cm_writer_video($0, nil, $1) } }

    private func code(
        _ call: @escaping @Sendable (OpaquePointer, UnsafeMutablePointer<CChar>) -> Bool
    ) throws {
        let handle = handle
        try AsideCall.run(if: (pictureSize ?? 0) / 3 > Self.large) {
            try MediaLibrary.perform { call(handle.writer, $0) }
        }
    }

    /// All the sound. samples: those of one channel after those of another, `count` each.
    package func add(sound samples: UnsafeBufferPointer<Float>, count: Int) throws {
        try MediaLibrary.perform { cm_writer_audio(handle.writer, samples.baseAddress, Int64(count), $0) }
    }

    /// The file; nothing can be added then.
    package consuming func finish() throws -> [UInt8] {
        var bytes: UnsafeMutablePointer<UInt8>?
        var size = 0
        try MediaLibrary.perform { cm_writer_finish(handle.writer, &bytes, &size, $0) }
        defer { cm_bytes_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: size))
    }

    /// The packets of a file as they are in another container, the metadata above that which the file has.
    package static func repacked(
        _ file: [UInt8], into format: String, metadata: [(keyword: String, text: String)]
    ) throws -> [UInt8] {
        try MediaLibrary.check()
        var bytes: UnsafeMutablePointer<UInt8>?
        var size = 0
        try withStrings(metadata.flatMap { [$0.keyword, $0.text] }) { pairs in
            try MediaLibrary.perform { message in
                cm_remux(file, file.count, format, pairs, MediaLibrary.isCancelled, nil, &bytes, &size, message)
            }
        }
        defer { cm_bytes_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: size))
    }

    /// C strings with a NULL behind them.
    private static func withStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws -> R
    ) rethrows -> R {
        let storage = strings.map { string in
            let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: string.utf8.count + 1)
            _ = copy.initialize(from: string.utf8CString)
            return copy
        }
        defer { for copy in storage { copy.deallocate() } }
        return try body(storage.map { UnsafePointer($0.baseAddress) } + [nil])
    }
}
