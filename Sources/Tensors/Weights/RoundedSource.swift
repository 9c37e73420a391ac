/// A source whose weights hold only values that an 8-bit float has. Those of linear layers stay as they are if any of its
/// weights is quantised by its file: the reference makes other layers of them all then, which keep their types
/// (`mixed_precision_ops` in comfy/ops.py).
package struct RoundedSource: WeightSource {
    private let base: any WeightSource
    private let format: Float8
    private let keepsLinear: Bool

    package init(_ base: any WeightSource, to format: Float8) {
        self.base = base
        self.format = format
        keepsLinear = base.names.contains { base.info($0)?.held != nil }
    }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }
    package var names: [String] { base.names }
    package func info(_ name: String) -> WeightInfo? {
        guard let info = base.info(name), !isKept(name) else { return base.info(name) }
        return WeightInfo(
            shape: info.shape, format: .dense(.f16), byteCount: 2 * info.count, held: .float8(format))
    }
    package func originalName(_ name: String) -> String { base.originalName(name) }

    /// Whether it is the weight or the bias of a linear layer that stays as it is.
    private func isKept(_ name: String) -> Bool {
        guard keepsLinear, name.hasSuffix(".weight") || name.hasSuffix(".bias"), let dot = name.lastIndex(of: ".")
        else { return false }
        return base.info("\(name[..<dot]).weight")?.shape.count == 2
    }

    /// A copy in fp16, which has all of these values.
    package func weight(_ name: String) throws -> StoredWeight {
        guard !isKept(name) else { return try base.weight(name) }
        return StoredWeight(try base.weight(name).expanded().map { format.rounded($0) }.converted(to: .f16))
    }
}
