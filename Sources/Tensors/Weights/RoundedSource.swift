/// A source whose weights hold only values that an 8-bit float has.
package struct RoundedSource: WeightSource {
    private let base: any WeightSource
    private let format: Float8

    package init(_ base: any WeightSource, to format: Float8) {
        self.base = base
        self.format = format
    }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }
    package var names: [String] { base.names }
    package func info(_ name: String) -> WeightInfo? {
        base.info(name).map { WeightInfo(shape: $0.shape, format: .dense(.f16), byteCount: 2 * $0.count) }
    }
    package func originalName(_ name: String) -> String { base.originalName(name) }

    /// A copy in fp16, which has all of these values.
    package func weight(_ name: String) throws -> StoredWeight {
        StoredWeight(try base.weight(name).expanded().map { format.rounded($0) }.converted(to: .f16))
    }
}
