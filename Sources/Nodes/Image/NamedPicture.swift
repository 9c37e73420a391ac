internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A picture that a workflow names: one in memory, or a file.
struct NamedPicture {
    let environment: NodeEnvironment
    let name: String

    /// The kinds of files that ComfyUI offers as pictures. Errors name those that are not read.
    static let suffixes: Set<String> = [
        ".png", ".jpg", ".jpeg", ".jpe", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".heic", ".ico", ".ppm",
        ".pgm", ".pbm", ".pnm",
    ]

    /// ComfyUI's answer to a name that leads nowhere.
    var problem: String? {
        environment.folders.image(inMemory: name) == nil && environment.folders.annotatedFile(name) == nil
            ? "Invalid image file: \(name)\(environment.folders.absence(of: name))" : nil
    }

    var fingerprint: JSON {
        get throws(NodeError) {
            if let image = environment.folders.image(inMemory: name) { return try FileFingerprint.of(image) }
            return try FileFingerprint.of(environment.folders.annotatedFile(name))
        }
    }

    /// Its frames, of one size: one, or those of an animation.
    struct Content {
        let frames: [DecodedImage.Frame]

        /// The first frame.
        var pixels: PixelImage { frames[0].rgba }

        /// The first frame, for what takes no more.
        func first(of name: String) -> PixelImage {
            FirstFrame.tell(name, frames.count)
            return pixels
        }

        /// [N, H, W, channels]
        func values(channels: Int) throws -> Tensor {
            let shape = [frames.count, pixels.height, pixels.width, channels]
            _ = try Allocation.checked(shape, "a picture")
            return Tensor.concatenated(frames.map { PixelConversion.values($0.rgba, channels: channels) })
        }

        /// 1 where the picture is transparent, if its alpha means anything. [N, H, W]
        var mask: Tensor {
            Tensor.concatenated(
                frames.map { frame in
                    frame.hasAlpha
                        ? PixelConversion.channel(frame.rgba, 3).map { 1 - $0 }
                        : Tensor(zeros: [1, pixels.height, pixels.width])
                })
        }
    }

    func load() throws -> Content {
        if let image = environment.folders.image(inMemory: name) {
            return Content(frames: [.init(rgba: image.rgba, hasAlpha: image.channels == 4)])
        }
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError("FileNotFoundError", "there is no image \(name)")
        }
        let file: [UInt8]
        do throws(NodeError) {
            file = try FileBytes.read(path)
        } catch {
            throw NodeError(error.type == "MemoryError" ? error.type : "OSError", "\(name): \(error.message)")
        }
        return try Self.content(of: file, name)
    }

    /// What a file holds.
    static func content(of file: [UInt8], _ name: String) throws(NodeError) -> Content {
        do throws(FormatError) {
            let image = try ImageCodecs.decode(file)
            if let damage = image.damage {
                Warnings.tell("\(name): \(damage); what is there of the picture is used")
            }
            return Content(frames: image.frames)
        } catch {
            throw NodeError(FormatError(error.code, "\(name): \(error.message)"), otherwise: "UnidentifiedImageError")
        }
    }
}
