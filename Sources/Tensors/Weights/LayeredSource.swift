/// Several sources as one: a weight comes from the first that has it.
package struct LayeredSource: WeightSource {
    private let layers: [any WeightSource]
    private let origins: [String: Int]
    package let names: [String]

    /// - Parameter layers: one at least; errors and metadata are those of the first.
    package init(_ layers: [any WeightSource]) {
        precondition(!layers.isEmpty)
        var (names, origins): ([String], [String: Int]) = ([], [:])
        for (index, layer) in layers.enumerated() {
            for name in layer.names where origins[name] == nil {
                origins[name] = index
                names.append(name)
            }
        }
        (self.layers, self.names, self.origins) = (layers, names, origins)
    }

    private func layer(_ name: String) -> any WeightSource { layers[origins[name] ?? 0] }

    package var name: String { layers[0].name }
    package var metadata: [String: String] { layers[0].metadata }
    package func info(_ name: String) -> WeightInfo? { layer(name).info(name) }
    package func weight(_ name: String) throws -> StoredWeight { try layer(name).weight(name) }
    package func originalName(_ name: String) -> String { layer(name).originalName(name) }
}
