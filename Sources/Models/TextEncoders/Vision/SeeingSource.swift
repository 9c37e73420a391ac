package import Tensors

/// A language model and its vision part, which lie in two GGUF files, as the one file that the model's publisher made.
package struct SeeingSource: WeightSource {
    private let language: any WeightSource
    private let vision: ProjectorSource
    package let names: [String]

    /// - Parameter vision: its vision part as llama.cpp writes it; throws if it is something else.
    package init(_ language: any WeightSource, _ vision: any WeightSource) throws {
        self.language = language
        self.vision = try ProjectorSource(vision)
        names = language.names.filter { !$0.hasPrefix(ProjectorSource.prefix) } + self.vision.names
    }

    /// Whether a file holds a language model whose vision part is a file of its own.
    package static func isHalf(_ file: any WeightSource) -> Bool { isHalf(file.metadata["general.architecture"]) }

    private static func isHalf(_ architecture: String?) -> Bool { architecture == "qwen2vl" }

    /// Why an encoder without a vision part has none.
    static func absence(_ reader: WeightReader) -> String {
        guard isHalf(reader.metadata("general.architecture")) else { return "this text encoder cannot see pictures" }
        let file = reader.fileName
        return "\(file): the text encoder cannot see pictures without its vision part, a file of its own: "
            + ProjectorName.wish(beside: file)
    }

    private func source(_ name: String) -> any WeightSource {
        name.hasPrefix(ProjectorSource.prefix) ? vision : language
    }

    package var name: String { language.name }
    package var metadata: [String: String] { language.metadata }
    package func texts(_ key: String) throws -> [String]? { try language.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try language.numbers(key) }
    package func info(_ name: String) -> WeightInfo? { source(name).info(name) }
    package func weight(_ name: String) throws -> StoredWeight { try source(name).weight(name) }

    package func originalName(_ name: String) -> String {
        let original = source(name).originalName(name)
        return name.hasPrefix(ProjectorSource.prefix) ? "\(original) of \(vision.name)" : original
    }
}
