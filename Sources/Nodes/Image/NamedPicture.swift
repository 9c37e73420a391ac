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
            ? "Invalid image file: \(name)" : nil
    }

    var fingerprint: JSON {
        get throws(NodeError) {
            if let image = environment.folders.image(inMemory: name) { return FileFingerprint.of(image) }
            return try FileFingerprint.of(environment.folders.annotatedFile(name))
        }
    }

    struct Content {
        /// RGBA
        let pixels: PixelImage
        /// Whether the alpha means anything.
        let hasAlpha: Bool

        /// 1 where the picture is transparent. [1, H, W]
        var mask: Tensor {
            hasAlpha
                ? PixelConversion.channel(pixels, 3).map { 1 - $0 } : Tensor(zeros: [1, pixels.height, pixels.width])
        }
    }

    func load() throws -> Content {
        if let image = environment.folders.image(inMemory: name) {
            return Content(pixels: image.rgba, hasAlpha: image.channels == 4)
        }
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError("FileNotFoundError", "there is no image \(name)")
        }
        do throws(FormatError) {
            let image = try ImageCodecs.decode(try translatingRead(path))
            if let damage = image.damage {
                Log.warning("\(name): \(damage); what is there of the picture is used")
            }
            return Content(pixels: image.rgba, hasAlpha: image.hasAlpha)
        } catch {
            throw NodeError(error.code == .io ? "OSError" : "UnidentifiedImageError", "\(name): \(error.message)")
        }
    }

    private func translatingRead(_ path: String) throws(FormatError) -> [UInt8] {
        do throws(NodeError) { return try FileBytes.read(path) } catch { throw FormatError(.io, error.message) }
    }
}
