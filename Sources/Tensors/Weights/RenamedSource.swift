/// A source whose weights have other names: a layout of names as a mapping to the file's own.
package struct RenamedSource: WeightSource {
    /// Where a weight comes from.
    package struct Origin: Sendable {
        package let name: String
        /// The part of the first dimension that it is; nil for all of it. What lies beyond the weight is left out.
        package let rows: Range<Int>?
        /// Whether it is a matrix [N, K] that is to be [K, N].
        package let isTransposed: Bool

        package init(_ name: String, rows: Range<Int>? = nil, isTransposed: Bool = false) {
            (self.name, self.rows, self.isTransposed) = (name, rows, isTransposed)
        }

        func info(in base: any WeightSource) -> WeightInfo? {
            guard let info = base.info(name) else { return nil }
            var shape = info.shape
            var byteCount = info.byteCount
            if let rows, let all = shape.first, all > 0 {
                shape[0] = rows.clamped(to: 0..<all).count
                byteCount = byteCount / all * shape[0]
            }
            if isTransposed { shape.reverse() }
            return WeightInfo(shape: shape, format: info.format, byteCount: byteCount, held: info.held)
        }

        func weight(in base: any WeightSource) throws -> StoredWeight {
            var weight = try base.weight(name)
            if let rows, let all = weight.shape.first { weight = weight.slice(rows.clamped(to: 0..<all)) }
            return isTransposed ? try weight.transposed() : weight
        }
    }

    package let names: [String]
    private let base: any WeightSource
    private let origins: [String: Origin]

    /// - Parameter origins: by new name; weights that are no origin are left out. Of origins that are not there errors tell.
    package init(_ base: any WeightSource, _ origins: [String: Origin]) {
        self.base = base
        self.origins = origins
        let renamed = Dictionary(grouping: origins.keys) { origins[$0]!.name }
        names = base.names.flatMap { renamed[$0]?.sorted() ?? [] }
    }

    /// - Parameter rename: the new name; nil leaves a weight out. Of several that get one name the last stays.
    package init(_ base: any WeightSource, rename: (String) -> String?) {
        var origins: [String: Origin] = [:]
        for name in base.names {
            if let renamed = rename(name) { origins[renamed] = Origin(name) }
        }
        self.init(base, origins)
    }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }

    package func originalName(_ name: String) -> String { base.originalName(origins[name]?.name ?? name) }

    package func info(_ name: String) -> WeightInfo? { origins[name]?.info(in: base) }

    package func weight(_ name: String) throws -> StoredWeight {
        // The base tells that it has none of that name.
        try origins[name]?.weight(in: base) ?? base.weight(name)
    }
}
