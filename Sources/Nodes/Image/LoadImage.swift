internal import Formats
internal import Tensors
internal import Workflow

/// A picture that a workflow names: one in memory, or a file.
struct NamedPicture {
    let environment: NodeEnvironment
    let name: String

    /// The kinds of files that ComfyUI offers as pictures. Only PNG is read; the others' errors say so.
    static let suffixes: Set<String> = [
        ".png", ".jpg", ".jpeg", ".jpe", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".heic", ".ico", ".ppm",
        ".pgm",
        ".pbm", ".pnm",
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
            return Content(pixels: Self.rgba(image), hasAlpha: image.channels == 4)
        }
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError("FileNotFoundError", "there is no image \(name)")
        }
        do throws(FormatError) {
            let image = try PNG.decode(try translatingRead(path))
            if let damage = image.damage {
                environment.warn("\(name): \(damage); what is there of the picture is used")
            }
            return Content(pixels: image.rgba, hasAlpha: image.hasAlpha)
        } catch {
            throw NodeError(error.code == .io ? "OSError" : "UnidentifiedImageError", "\(name): \(error.message)")
        }
    }

    private func translatingRead(_ path: String) throws(FormatError) -> [UInt8] {
        do throws(NodeError) { return try FileBytes.read(path) } catch { throw FormatError(.io, error.message) }
    }

    /// Grey and RGB pixels with full alpha.
    private static func rgba(_ image: PixelImage) -> PixelImage {
        if image.channels == 4 { return image }
        let count = image.width * image.height
        let bytes = [UInt8](unsafeUninitializedCapacity: count * 4) { target, initialized in
            for i in 0..<count {
                for c in 0..<3 { target[i * 4 + c] = image.bytes[i * image.channels + (image.channels == 1 ? 0 : c)] }
                target[i * 4 + 3] = 255
            }
            initialized = count * 4
        }
        return PixelImage(width: image.width, height: image.height, channels: 4, bytes: bytes)
    }
}

struct LoadImage: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoadImage", displayName: "Load Image", category: "image",
            inputs: [
                .choice(
                    "image", environment.folders.inputFiles(suffixes: NamedPicture.suffixes, includingImages: true),
                    options: ["image_upload": true])
            ],
            outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")]
        ).with { $0.description = "Reads a picture from the input folder; where it is transparent, its mask is 1." }
    }

    var customValidatedInputs: Set<String> { ["image"] }

    func validate(_ inputs: NodeInputs) throws -> String? { try picture(inputs).problem }
    func fingerprint(_ inputs: NodeInputs) throws -> JSON? { try picture(inputs).fingerprint }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let picture = try picture(inputs).load()
        let colors = PixelConversion.values(picture.pixels, channels: 3)
        return .values(.tensor(colors), .tensor(picture.mask))
    }

    private func picture(_ inputs: NodeInputs) throws(NodeError) -> NamedPicture {
        NamedPicture(environment: environment, name: try inputs.string("image"))
    }
}

struct LoadImageMask: Node {
    private static let channels = ["alpha", "red", "green", "blue"]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoadImageMask", displayName: "Load Image (as Mask)", category: "mask",
            inputs: [
                .choice(
                    "image", environment.folders.inputFiles(suffixes: NamedPicture.suffixes, includingImages: true),
                    options: ["image_upload": true]),
                .choice("channel", Self.channels),
            ],
            outputs: [OutputSchema("MASK")]
        ).with { $0.description = "Reads one channel of a picture as a mask; for alpha, 1 is transparent." }
    }

    var customValidatedInputs: Set<String> { ["image"] }

    func validate(_ inputs: NodeInputs) throws -> String? { try picture(inputs).problem }
    func fingerprint(_ inputs: NodeInputs) throws -> JSON? { try picture(inputs).fingerprint }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("channel")
        guard let index = Self.channels.firstIndex(of: name) else {
            throw NodeError("ValueError", "there is no channel '\(name)'")
        }
        let pixels = try picture(inputs).load().pixels
        let mask =
            index == 0 ? PixelConversion.channel(pixels, 3).map { 1 - $0 } : PixelConversion.channel(pixels, index - 1)
        return .values(.tensor(mask))
    }

    private func picture(_ inputs: NodeInputs) throws(NodeError) -> NamedPicture {
        NamedPicture(environment: environment, name: try inputs.string("image"))
    }
}
