import Media
import System
import TestSupport
import Testing

@Suite(.enabled(if: MediaLibrary.missing == nil, "FFmpeg's libraries are not here")) struct MediaTests {
    private func tone(_ count: Int) -> [Float] {
        (0..<count * 2).map { place in Float((place % count) % 50) / 100 - 0.25 }
    }

    private func sound(_ format: String, _ encoder: String, _ quality: MediaWriter.Audio.Quality = .standard) throws
        -> [UInt8]
    {
        let writer = try MediaWriter(
            format, metadata: [("prompt", "{\"1\": 2}")], video: nil,
            audio: MediaWriter.Audio(encoder: encoder, rate: 48000, channels: 2, quality: quality))
        let samples = tone(10000)
        try samples.withUnsafeBufferPointer { try writer.add(sound: $0, count: 10000) }
        return try writer.finish()
    }

    private func samples(_ file: [UInt8]) throws -> [[Float]] {
        let reader = try MediaReader(file, .audio)
        #expect(reader.info.sampleRate == 48000 && reader.info.channels == 2 && !reader.info.hasVideo)
        var lines: [[Float]] = [[], []]
        try reader.eachSound { channels, count, samples in
            #expect(channels == 2)
            for channel in 0..<2 { lines[channel] += samples[channel * count..<(channel + 1) * count] }
        }
        return lines
    }

    private func film(_ format: String, _ video: MediaWriter.Video, frames: Int = 5) throws -> [UInt8] {
        let writer = try MediaWriter(
            format, metadata: [("workflow", "abc")], video: video,
            audio: format == "mp4" ? MediaWriter.Audio(encoder: "aac", rate: 44100, channels: 1) : nil, threads: 2)
        for frame in 0..<frames {
            // a grey that grows
            try writer.add(
                picture: [UInt8](repeating: UInt8(frame * 40 + 20), count: video.width * video.height * 3))
        }
        try writer.endPictures()
        if format == "mp4" {
            let silence = [Float](repeating: 0, count: 44100 / 5)
            try silence.withUnsafeBufferPointer { try writer.add(sound: $0, count: silence.count) }
        }
        return try writer.finish()
    }

    private func greys(_ file: [UInt8]) throws -> [UInt8] {
        var greys: [UInt8] = []
        try MediaReader(file, .video).eachPicture { _, _, pixels in greys.append(pixels[pixels.count / 2]) }
        return greys
    }

    @Test func flacLosesNothingBut16Bits() throws {
        let lines = try samples(sound("flac", "flac"))
        let wanted = tone(10000)
        #expect(lines.map(\.count) == [10000, 10000])
        let worst = (0..<10000).map { max(abs(lines[0][$0] - wanted[$0]), abs(lines[1][$0] - wanted[10000 + $0])) }
            .max()
        #expect(worst! <= 1.0 / 32768)
    }

    @Test func soundWithLosses() throws {
        for (format, encoder, quality) in [
            ("mp3", "libmp3lame", MediaWriter.Audio.Quality.best), ("mp3", "libmp3lame", .rate(128_000)),
            ("opus", "libopus", .rate(96000)),
        ] {
            let file = try sound(format, encoder, quality)
            let lines = try samples(file)
            #expect(lines[0].count >= 10000 && lines[0].count < 13000, "\(format)")
            #expect(file.count < 20000)
        }
    }

    @Test func filmsAreReadAsTheyAreWritten() throws {
        for (format, encoder, pixels) in [
            ("mp4", "libx264", "yuv420p"), ("webm", "libvpx-vp9", "yuv420p"), ("webm", "libsvtav1", "yuv420p10le"),
        ] {
            // svtav1 wants 64 pixels at least
            let video = MediaWriter.Video(
                encoder: encoder, pixels: pixels, width: 64, height: 66, rate: (25, 2),
                options: [("b", "0"), ("crf", "10")])
            let file = try film(format, video)
            let info = try MediaReader(file, .video).info
            #expect(info.width == 64 && info.height == 66 && info.hasAudio == (format == "mp4"))
            #expect(info.rate! == (25, 2), "\(encoder)")
            let greys = try greys(file)
            #expect(greys.count == 5, "\(encoder)")
            for (frame, grey) in greys.enumerated() { #expect(abs(Int(grey) - (frame * 40 + 20)) <= 4, "\(encoder)") }
        }
    }

    /// Who leaves a film before its end does not wait for what its encoder never gives (SVT-AV1 1.4), after no picture, one
    /// or several.
    @Test(.timeLimit(.minutes(2)), arguments: ["libx264", "libvpx-vp9", "libsvtav1"]) func leftFilms(
        _ encoder: String
    ) throws {
        let video = MediaWriter.Video(
            encoder: encoder, width: 64, height: 64, rate: (25, 1), options: [("b", "0"), ("crf", "30")])
        for count in 0..<4 {
            let time = try ContinuousClock().measure {
                let writer = try MediaWriter("matroska", metadata: [], video: video, audio: nil)
                for _ in 0..<count { try writer.add(picture: [UInt8](repeating: 9, count: 64 * 64 * 3)) }
            }
            #expect(time < .seconds(30), "\(count)")
        }
    }

    @Test func packetsMoveToAnotherContainer() throws {
        let video = MediaWriter.Video(encoder: "libx264", width: 32, height: 32, rate: (8, 1))
        let file = try film("matroska", video)
        let packed = try MediaWriter.repacked(file, into: "mp4", metadata: [("prompt", "new")])
        #expect(try MediaReader(packed, .video).info.videoCodec == "h264")
        #expect(try greys(packed) == greys(file))
        let text = String(decoding: packed, as: UTF8.self)
        #expect(text.contains("new") && text.contains("abc"))
    }

    /// Files that are cut off, changed or something else: an error, or what is there of them.
    @Test func hostileFiles() throws {
        let flac = try sound("flac", "flac")
        let video = MediaWriter.Video(encoder: "libx264", width: 32, height: 32, rate: (8, 1))
        let mp4 = try film("mp4", video)
        for file in [
            [], [0], Array("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n".utf8),
            Array("ffconcat version 1.0\nfile /etc/passwd\n".utf8),
        ] {
            #expect(throws: MediaError.self) { try MediaReader(file, .video).info }
        }
        var state: UInt64 = 7
        for file in [flac, mp4] {
            for round in 0..<60 {
                var bad = file
                for _ in 0..<8 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    bad[Int(state >> 33) % bad.count] = UInt8(truncatingIfNeeded: state >> 20)
                }
                if round % 2 == 0 { bad.removeLast(Int(state >> 40) % bad.count) }
                for kind in [MediaReader.Kind.video, .audio] {
                    do {
                        let reader = try MediaReader(bad, kind)
                        try reader.eachPicture { _, _, _ in }
                    } catch is MediaError {}
                }
            }
        }
    }

    @Test func whatCannotBeWritten() throws {
        #expect(throws: MediaError.self) { try MediaWriter("nothing", metadata: [], video: nil, audio: nil).finish() }
        for video in [
            MediaWriter.Video(encoder: "libx264", width: 33, height: 32, rate: (8, 1)),
            MediaWriter.Video(encoder: "libx264", width: 0, height: 32, rate: (8, 1)),
            MediaWriter.Video(encoder: "none", width: 32, height: 32, rate: (8, 1)),
        ] {
            #expect(throws: MediaError.self) { try film("mp4", video) }
        }
        #expect(throws: MediaError.self) {
            try MediaWriter(
                "flac", metadata: [], video: nil, audio: MediaWriter.Audio(encoder: "flac", rate: 44100, channels: 3)
            ).finish()
        }
    }

    @Test func workEndsWhenItIsCancelled() throws {
        let file = try sound("flac", "flac")
        let cancellation = Cancellation()
        cancellation.cancel()
        _ = cancellation.whileCurrent {
            #expect(throws: CancellationError.self) { try MediaReader(file, .audio).info }
        }
    }
}
