internal import EditorFormat
internal import Formats
internal import Images
internal import System

/// `--image NAME=FILE`: pictures that workflows load instead of those that they name.
struct WorkflowPictures {
    struct Picture {
        /// As the workflow will call it: the file's name, which no other one has.
        let name: String
        let pixels: PixelImage
        /// What the user called the one that it replaces; nil: the only one.
        let replaced: String?
    }

    private let words: [String]

    init(_ arguments: Arguments) { words = arguments.all("--image") }

    func read() throws(CommandError) -> [Picture] {
        var pictures: [Picture] = []
        for word in words {
            let equals = word.firstIndex(of: "=")
            let file = equals.map { String(word[word.index(after: $0)...]) } ?? word
            let bytes = try InputFile.read(file)
            var name = file.split(separator: "/").last.map(String.init) ?? file
            while pictures.contains(where: { $0.name == name }) { name = "another " + name }
            do {
                let image = try ImageCodecs.decode(bytes)
                if let damage = image.damage { Terminal.note("warning: \(file): \(damage)") }
                pictures.append(
                    Picture(
                        name: name, pixels: image.hasAlpha ? image.rgba : image.rgba.withoutAlpha,
                        replaced: equals.map { String(word[..<$0]) }))
            } catch {
                throw CommandError(status: 2, message: "--image: \(file): \(error.message)")
            }
        }
        return pictures
    }

    /// Has the workflow load them.
    func apply(_ pictures: [Picture], to editor: PromptEditor) throws(CommandError) -> PromptEditor {
        let loaders = PromptParts(editor.prompt).pictures
        var changed = editor
        for picture in pictures {
            let found = loaders.filter { input in
                guard let name = picture.replaced else { return true }
                return input.value?.string == name || input.nodeID == name
                    || editor.prompt[input.nodeID]?["_meta"]?["title"]?.string == name
            }
            let files = Set(found.compactMap { $0.value?.string })
            guard !files.isEmpty else {
                let names = loaders.compactMap { $0.value?.string }.joined(separator: ", ")
                throw CommandError(
                    status: 2,
                    message: "--image: the workflow loads "
                        + (loaders.isEmpty ? "no picture" : "no '\(picture.replaced ?? "")', only \(names)"))
            }
            guard files.count == 1 || picture.replaced != nil else {
                throw CommandError(
                    status: 2,
                    message: "--image: which one? The workflow loads \(files.sorted().joined(separator: ", "))")
            }
            for input in found { changed.set(input, to: .string(picture.name)) }
        }
        return changed
    }
}

extension PixelImage {
    /// The colours of an image of four channels.
    fileprivate var withoutAlpha: PixelImage {
        var colours: [UInt8] = []
        colours.reserveCapacity(width * height * 3)
        for start in stride(from: 0, to: bytes.count, by: 4) { colours += bytes[start..<(start + 3)] }
        return PixelImage(width: width, height: height, channels: 3, bytes: colours)
    }
}
