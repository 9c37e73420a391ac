internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Writes pictures into one of the client's folders.
struct PictureSaver {
    let environment: NodeEnvironment
    let folder: Folders.Special
    /// How hard the files are compressed, 0 to 9.
    let compression: Int
    let codec = ImageCodecs.standard

    /// images: [B, H, W, C]
    func save(_ images: Tensor, prefix: String, _ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeOutput {
        let target = try SaveTarget(
            prefix: prefix, root: environment.folders.path(of: folder), links: environment.folders.links,
            template: FilenameTemplate(width: images.shape[2], height: images.shape[1]))
        let metadata = Metadata.entries(inputs, environment)
        guard images.shape[3] != 2 else {
            throw NodeError("TypeError", "cannot save an image of shape \(images.shape)")
        }
        let pixels = try SavedPixels.of(images, context.cancellation)
        var files: [[UInt8]] = []
        for image in pixels {
            try context.cancellation.check()
            files.append(try translatingErrors { try codec.encode(image, text: metadata, level: compression) })
        }
        let entries = try write(files, suffix: codec.suffix, to: target)
        return NodeOutput(ui: ["images": .array(entries)], images: pixels)
    }

    /// Files into the target's folder; what results tell of them.
    func write(_ files: [[UInt8]], suffix: String, to target: SaveTarget) throws -> [JSON] {
        let names = try NumberedFiles.write(files.count, to: target, suffix: suffix) {
            (index, path) throws(FormatError) in
            do throws(SystemError) {
                return try AtomicFile.write(files[index], to: path, overwriting: false)
            } catch {
                throw FormatError(error)
            }
        }
        return names.map { name in
            [
                "abs_path": .string(FilePath.join(target.folder, name)), "filename": .string(name),
                "subfolder": .string(target.subfolder), "type": .string(folder.rawValue),
            ]
        }
    }

    /// Under a name that nobody else has: previews of several clients may share a folder.
    func preview(_ images: Tensor, _ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeOutput {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let suffix = String((0..<5).map { _ in letters.randomElement()! })
        return try save(images, prefix: "ComfyUI_temp_" + suffix, inputs, context)
    }

    /// The same as nodes of ComfyUI's newer API tell it: they add that the pictures do not move.
    func stillPreview(_ images: Tensor, _ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeOutput {
        var output = try preview(images, inputs, context)
        output.ui?["animated"] = [false]
        return output
    }
}
