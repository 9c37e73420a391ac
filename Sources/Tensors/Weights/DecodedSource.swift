/// A source whose blocks are decoded in the arithmetic of a type.
package struct DecodedSource: WeightSource {
    private let base: any WeightSource
    private let arithmetic: DType

    /// - Parameter arithmetic: f16, bf16 or f32.
    package init(_ base: any WeightSource, in arithmetic: DType) { (self.base, self.arithmetic) = (base, arithmetic) }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package var names: [String] { base.names }
    package func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }
    package func info(_ name: String) -> WeightInfo? { base.info(name) }
    package func originalName(_ name: String) -> String { base.originalName(name) }
    package func weight(_ name: String) throws -> StoredWeight { try base.weight(name).decoded(in: arithmetic) }
}
