internal import Formats
internal import Images
internal import Media
internal import System
internal import Tensors
internal import Workflow

/// What a file of sound or a film holds, as values of nodes.
enum MediaFile {
    /// Runs `body` with errors as nodes have them, and has FFmpeg look at the cancellation.
    static func translating<R>(_ name: String, _ cancellation: Cancellation, _ body: () throws -> R) throws -> R {
        do {
            return try cancellation.whileCurrent { try body() }
        } catch let error as MediaError {
            throw NodeError(
                error.code == .missing ? "ImportError" : "ValueError",
                name.isEmpty || error.code == .missing ? error.description : "\(name): \(error.description)")
        }
    }

    /// The first sound of a file. [1, channels, samples]; nil where there is none.
    static func sound(_ file: [UInt8], _ name: String, _ cancellation: Cancellation) throws -> Audio? {
        try translating(name, cancellation) {
            let reader = try MediaReader(file, .audio)
            guard reader.info.hasAudio else { return nil }
            var lines: [[Float]] = []
            try reader.eachSound { channels, count, samples in
                if lines.isEmpty { lines = Array(repeating: [], count: channels) }
                guard lines.count == channels else {
                    throw MediaError(.failed, "the sound changes its channels on the way")
                }
                _ = try Allocation.checked([channels, lines[0].count + count], "a sound")
                for channel in 0..<channels {
                    lines[channel].append(contentsOf: samples[channel * count..<(channel + 1) * count])
                }
            }
            guard let length = lines.first?.count, length > 0, (1...1_000_000).contains(reader.info.sampleRate) else {
                return nil
            }
            let waveform = Tensor(lines.flatMap { $0 }, shape: [1, lines.count, length])
            return Audio(waveform, rate: reader.info.sampleRate)
        }
    }

    /// The pictures of a film. [T, H, W, 3]; nil where there is none.
    static func pictures(_ file: [UInt8], _ name: String, _ cancellation: Cancellation) throws -> Tensor? {
        try translating(name, cancellation) {
            let reader = try MediaReader(file, .video)
            var bytes: [UInt8] = []
            var size: (width: Int, height: Int)?
            var count = 0
            try reader.eachPicture { width, height, pixels in
                guard size == nil || size! == (width, height) else {
                    throw MediaError(.failed, "the pictures change their size on the way")
                }
                size = (width, height)
                count += 1
                _ = try Allocation.checked([count + 1, height, width, 3], "a film")
                bytes.append(contentsOf: pixels)
            }
            guard let size else { return nil }
            var images = Tensor(uninitialized: try Allocation.checked([count, size.height, size.width, 3], "a film"))
            images.withMutableFloats { target in
                for i in target.indices.halting() { target[i] = Float(bytes[i]) / 255 }
            }
            return images
        }
    }

    /// RGB of 8 bits, cut off as ComfyUI does. picture: [H, W, C] of a batch's item
    ///
    /// - Parameter unknown: how many values are NaN is added to it.
    private static func bytes(
        _ images: Tensor, _ item: Int, _ unknown: inout Int
    ) throws(OutOfMemoryError) -> [UInt8] {
        let channels = images.shape[3]
        let pixels = images.shape[1] * images.shape[2]
        var bytes = try [UInt8](allocating: pixels * 3, repeating: 0)
        images.withFloats { values in
            for pixel in (0..<pixels).halting(each: 3) {
                for channel in 0..<3 {
                    let value = values[(item * pixels + pixel) * channels + channel] * 255
                    if value.isNaN { unknown += 1 }
                    bytes[pixel * 3 + channel] = value > 0 ? UInt8(min(value, 255)) : 0
                }
            }
        }
        return bytes
    }

    /// All pictures of a film, to the last. images: [T, H, W, C]
    static func add(_ images: Tensor, to writer: borrowing MediaWriter) throws {
        var unknown = 0
        for item in 0..<images.shape[0] { try writer.add(picture: bytes(images, item, &unknown)) }
        SavedPixels.tell(unknown, of: images.count)
        try writer.endPictures()
    }

    /// Kinds of files that are offered. Errors name those that cannot be read.
    static let sounds: Set<String> = [
        ".aac", ".aif", ".aifc", ".aiff", ".au", ".flac", ".m4a", ".mp2", ".mp3", ".oga", ".ogg", ".opus", ".snd",
        ".wav", ".weba", ".wma",
    ]
    static let films: Set<String> = [
        ".avi", ".flv", ".m1v", ".m4v", ".mkv", ".mov", ".mp4", ".mpe", ".mpeg", ".mpg", ".ogv", ".qt", ".ts", ".webm",
        ".wmv",
    ]
}
