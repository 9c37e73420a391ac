internal import Formats
internal import Images
internal import Media
internal import System
internal import Tensors
internal import Workflow

/// A VIDEO: a file, or pictures and sound.
final class VideoObject: EngineObject {
    enum Source: Sendable {
        /// Read when its contents are needed.
        case file(path: String, name: String)
        case parts(VideoContent)
    }

    let source: Source
    init(_ source: Source) { self.source = source }

    /// - Throws: also where a file has no pictures.
    func content(_ cancellation: Cancellation) throws -> VideoContent {
        switch source {
        case .parts(let content): return content
        case .file(let path, let name): return try Self.content(of: FileBytes.read(path), name, cancellation)
        }
    }

    /// What a file holds.
    static func content(of file: [UInt8], _ name: String, _ cancellation: Cancellation) throws -> VideoContent {
        let info = try info(file, name, cancellation)
        guard let images = try MediaFile.pictures(file, name, cancellation) else {
            throw NodeError("ValueError", "No video stream found in file '\(name)'")
        }
        let rate = info.rate.map { Double($0.numerator) / Double($0.denominator) } ?? 1
        return VideoContent(images: images, sound: try MediaFile.sound(file, name, cancellation), rate: rate)
    }

    static func info(_ file: [UInt8], _ name: String, _ cancellation: Cancellation) throws -> MediaReader.Info {
        let info = try MediaFile.translating(name, cancellation) { try MediaReader(file, .video).info }
        guard info.hasVideo else { throw NodeError("ValueError", "No video stream found in file '\(name)'") }
        return info
    }
}

/// The pictures and the sound of a film.
struct VideoContent: Sendable {
    /// [T, H, W, C]
    var images: Tensor
    var sound: Audio?
    /// Frames a second.
    var rate: Double

    /// The pictures that begin in a span of time, and their sound.
    ///
    /// - Parameters:
    ///   - start: in seconds; from the end where it is negative.
    ///   - duration: 0 for all that is left.
    func part(start: Double, duration: Double, isStrict: Bool) throws(NodeError) -> VideoContent {
        let count = images.shape[0]
        let length = Double(count) / rate
        let start = start < 0 ? max(length + start, 0) : start
        let end = duration > 0 ? start + duration : .infinity
        // a frame that begins a rounding error early is still there
        let first = (0..<count).first { Double($0) / rate >= start - 1e-6 } ?? count
        let last = (0..<count).last { Double($0) / rate < end - 1e-6 } ?? -1
        guard first <= last else {
            throw NodeError("ValueError", "the film of \(length) seconds has nothing from \(start) to \(end)")
        }
        if isStrict, duration > 0, Double(last + 1 - first) / rate < duration - 1 / rate {
            throw NodeError("ValueError", "the film of \(length) seconds ends before \(end)")
        }
        var result = VideoContent(images: images.slice(first..<last + 1), rate: rate)
        if let audio = sound {
            let from = min(Int(start * Double(audio.rate)), audio.count)
            let seconds = min(end, length) - start
            let to = min(from + Int((seconds * Double(audio.rate)).rounded()), audio.count)
            if from < to {
                result.sound = Audio(Layout.part(audio.waveform, axis: 2, from..<to), rate: audio.rate)
            }
        }
        return result
    }

    /// A whole number of thousandths, as ComfyUI rounds it.
    var fraction: (numerator: Int, denominator: Int) {
        get throws(NodeError) {
            let thousandths = try Rounding.integer(rate * 1000)
            guard thousandths > 0, thousandths < 1 << 30 else {
                throw NodeError("ValueError", "a film of \(rate) frames a second")
            }
            var (a, b) = (thousandths, 1000)
            while b != 0 { (a, b) = (b, a % b) }
            return (thousandths / a, 1000 / a)
        }
    }
}

extension NodeInputs {
    func video(_ name: String = "video") throws(NodeError) -> VideoObject {
        try object(name, VideoObject.self, "a video")
    }
}
