package import Tensors

/// Several files that hold one model's weights between them.
package struct ShardedSource: WeightSource {
    package let name: String
    /// Of all files; of equal keys the first file's.
    package let metadata: [String: String]
    package let names: [String]
    private let shards: [any WeightSource]
    /// The place in `shards` of each name.
    private let places: [String: Int]

    /// - Parameters:
    ///   - name: what errors call the whole; a weight's errors name its own file.
    ///   - shards: a weight in two of them is an error.
    ///   - index: the weights that have to be there, and which file each is said to lie in: for errors about missing ones.
    package init(
        name: String, _ shards: [any WeightSource], index: [String: String] = [:]
    ) throws(FormatError) {
        self.name = name
        self.shards = shards
        var metadata: [String: String] = [:]
        var names: [String] = []
        var places: [String: Int] = [:]
        for (place, shard) in shards.enumerated() {
            metadata.merge(shard.metadata) { first, _ in first }
            for weight in shard.names {
                if let other = places.updateValue(place, forKey: weight) {
                    throw FormatError(
                        .malformed, "\(shard.name): tensor \(weight) is also in \(shards[other].name)")
                }
                names.append(weight)
            }
        }
        if let missing = index.keys.filter({ places[$0] == nil }).min() {
            throw FormatError(.malformed, "\(name): no tensor \(missing), which \(index[missing]!) should hold")
        }
        (self.metadata, self.names, self.places) = (metadata, names, places)
    }

    package func texts(_ key: String) throws -> [String]? {
        for shard in shards { if let texts = try shard.texts(key) { return texts } }
        return nil
    }

    package func numbers(_ key: String) throws -> [Double]? {
        for shard in shards { if let numbers = try shard.numbers(key) { return numbers } }
        return nil
    }

    package func info(_ name: String) -> WeightInfo? { places[name].flatMap { shards[$0].info(name) } }

    package func weight(_ name: String) throws -> StoredWeight {
        guard let place = places[name] else { throw FormatError(.malformed, "\(self.name): no tensor \(name)") }
        return try shards[place].weight(name)
    }
}
