/// A source some of whose weights are several of another's, one behind the other: a layer of three that a file holds apart.
package struct JoinedSource: WeightSource {
    package typealias Origin = RenamedSource.Origin

    package let names: [String]
    private let base: any WeightSource
    private let origins: [String: [Origin]]

    /// - Parameter origins: by new name, in the order of their rows. Weights of which a part is not there are left out.
    package init(_ base: any WeightSource, _ origins: [String: [Origin]]) {
        self.base = base
        self.origins = origins.filter { !$1.isEmpty && $1.allSatisfy { base.info($0.name) != nil } }
        names = self.origins.keys.sorted()
    }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }
    package func originalName(_ name: String) -> String { base.originalName(origins[name]?.first?.name ?? name) }

    package func info(_ name: String) -> WeightInfo? {
        guard let parts = origins[name]?.compactMap({ $0.info(in: base) }), let first = parts.first else { return nil }
        guard parts.count > 1 else { return first }
        guard parts.allSatisfy({ !$0.shape.isEmpty && $0.shape.dropFirst() == first.shape.dropFirst() }) else {
            return nil
        }
        return WeightInfo(
            shape: [parts.reduce(0) { $0 + $1.shape[0] }] + first.shape.dropFirst(), format: first.format,
            byteCount: parts.reduce(0) { $0 + $1.byteCount })
    }

    package func weight(_ name: String) throws -> StoredWeight {
        // the base tells that it has none of that name
        guard let origins = origins[name], info(name) != nil else { return try base.weight(name) }
        let parts = try origins.map { try $0.weight(in: base) }
        return parts.count == 1 ? parts[0] : StoredWeight.concatenated(parts)
    }
}
