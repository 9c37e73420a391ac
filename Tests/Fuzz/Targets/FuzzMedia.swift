internal import Media

/// A sound or a film, read through FFmpeg's libraries where they are, and its packets moved to another container.
func fuzzMedia(_ bytes: [UInt8]) {
    guard MediaLibrary.missing == nil else { return }
    do {
        let reader = try MediaReader(bytes, .video)
        var left = 20
        try reader.eachPicture { width, height, pixels in
            precondition(width > 0 && height > 0 && pixels.count == width * height * 3)
            left -= 1
            if left == 0 { throw MediaError(.failed, "enough") }
        }
    } catch {}
    do {
        let reader = try MediaReader(bytes, .audio)
        try reader.eachSound { channels, count, samples in
            precondition(samples.count == channels * count && count > 0)
        }
    } catch {}
    _ = try? MediaWriter.repacked(bytes, into: "mp4", metadata: [("prompt", "{}")])
}
