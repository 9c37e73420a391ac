internal import System

/// The weights of one part of a model: each once, with the forms that kernels make of it, which all networks over this
/// source share.
package final class ResidentSource: WeightSource {
    private let base: any WeightSource
    private let room: WeightRoom
    private let roundedTo: DType?
    private let weights = Lock<[String: StoredWeight]>([:])

    /// - Parameters:
    ///   - room: bounds and counts the memory of the forms.
    ///   - roundedTo: the type that the reference holds the weights in, where they are to be rounded to it.
    package init(_ base: any WeightSource, in room: WeightRoom, roundedTo: DType? = nil) {
        (self.base, self.room, self.roundedTo) = (base, room, roundedTo)
    }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    package func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }
    package var names: [String] { base.names }
    package func info(_ name: String) -> WeightInfo? { base.info(name) }
    package func originalName(_ name: String) -> String { base.originalName(name) }

    /// The names of weights that were never asked for.
    package var unread: [String] {
        let read = weights.withLock { Set($0.keys) }
        return names.filter { !read.contains($0) }
    }

    package func weight(_ name: String) throws -> StoredWeight {
        if let weight = weights.withLock({ $0[name] }) { return weight }
        let weight = try Refusal.noticing { try base.weight(name).resident(in: room, roundedTo: roundedTo) }
        return weights.withLock { weights in
            if let first = weights[name] { return first }
            weights[name] = weight
            return weight
        }
    }
}
