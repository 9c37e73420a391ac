/// Where weights come from: names, shapes and the stored weights themselves.
///
/// Model files are sources (`SafetensorsFile`, several of them as a `ShardedSource`). A decorator is a source over another
/// one: `RenamedSource` for the layouts of names.
package protocol WeightSource: Sendable {
    /// What errors call it: a path, or the name of a file in memory.
    var name: String { get }
    var metadata: [String: String] { get }
    /// In the file's order.
    var names: [String] { get }
    /// Shape and format of a weight; nil if there is none of that name.
    func info(_ name: String) -> WeightInfo?
    /// Throws if there is none of that name, or it cannot be read.
    func weight(_ name: String) throws -> StoredWeight
    /// What errors call a weight: the name that the file has for it.
    func originalName(_ name: String) -> String
    /// A list of texts beside the weights, such as the vocabulary in a GGUF file; nil if there is none of that name.
    func texts(_ key: String) throws -> [String]?
    /// A list of numbers beside the weights.
    func numbers(_ key: String) throws -> [Double]?
}

extension WeightSource {
    package func originalName(_ name: String) -> String { name }
    package func texts(_ key: String) throws -> [String]? { nil }
    package func numbers(_ key: String) throws -> [Double]? { nil }
}
