internal import Folders
internal import Models
internal import System
internal import Workflow

extension NodeEnvironment {
    static let textEncoderFolder = "text_encoders"

    /// Text encoders of files, joined to what the type asks for.
    func textEncoder(
        _ names: [String], _ type: CLIPType, _ cancellation: Cancellation
    ) throws -> any TextEncoder {
        try load(TextEncoderLoader(type), names.map { ($0, Self.textEncoderFolder) }, cancellation) {
            try $0.loadableTextEncoder(folders)
        }.encoder
    }
}

extension ModelSource {
    /// For loaders of text encoders: with the file of a language model's vision part, if one lies beside it.
    fileprivate func loadableTextEncoder(_ folders: Folders) throws -> LoadableFile {
        let (ownName, siblings) = folders.siblings(of: file, named: name, in: category)
        let candidates = ProjectorName.candidates(for: ownName, among: siblings.map(\.name))
        guard let first = candidates.first, let found = siblings.first(where: { $0.name == first }) else {
            return try loadableFile
        }
        let vision = other(found.name, found.file)
        return LoadableFile(
            try identity, companions: [try vision.identity], folder: category, name: name
        ) {
            let language = try open()
            guard SeeingSource.isHalf(language) else { return language }
            if candidates.count > 1 {
                // ComfyUI-GGUF takes the first too, in the order in which the file system has them
                let others = candidates.dropFirst().prefix(4).joined(separator: ", ")
                Warnings.tell("\(name): \(first) is taken for its vision part, which \(others) might be too")
            }
            return try SeeingSource(language, vision.open())
        }
    }
}

extension NodeInputs {
    /// What a loader's files are to be joined to.
    func clipType() throws(NodeError) -> CLIPType {
        let name = try string("type")
        guard let type = CLIPType(rawValue: name) else { throw NodeError("ValueError", "there is no type \(name)") }
        return type
    }
}
