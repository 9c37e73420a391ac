internal import Tensors

/// A value that a pickle makes, as far as model files have them. What holds others is a place in a `PickleHeap`, so that
/// neither circles nor deep nests are a matter of memory or of the stack.
enum PickleValue: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// A list, a tuple, a set or a dictionary.
    case container(Int)
    case tensor(Int)
    case storage(Int)
    case global(PickleGlobal)
    /// What is of no use for a model, such as a device or a date: it is only known to be there.
    case inert
}

/// What the values of one pickle refer to.
struct PickleHeap: Sendable {
    enum Container: Sendable {
        case list([PickleValue])
        case tuple([PickleValue])
        /// In the order of their setting; a key may be there twice.
        case dictionary([(key: PickleValue, value: PickleValue)])
    }

    var containers: [Container] = []
    var tensors: [TorchTensor] = []
    var storages: [TorchStorage] = []

    mutating func add(_ container: Container) -> PickleValue {
        containers.append(container)
        return .container(containers.count - 1)
    }

    func items(_ value: PickleValue) -> [PickleValue]? {
        guard case .container(let place) = value else { return nil }
        switch containers[place] {
        case .list(let items), .tuple(let items): return items
        case .dictionary: return nil
        }
    }

    func members(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        guard case .container(let place) = value, case .dictionary(let members) = containers[place] else { return nil }
        return members
    }

    /// The last value under a key.
    func member(_ value: PickleValue, _ name: String) -> PickleValue? {
        members(value)?.last { member in
            if case .string(let key) = member.key { key == name } else { false }
        }?.value
    }

    /// The sizes in a tuple.
    func sizes(_ value: PickleValue) -> [Int]? {
        guard let items = items(value), items.count <= TorchTensor.maximumRank else { return nil }
        var sizes: [Int] = []
        for item in items {
            guard case .int(let size) = item, size >= 0 else { return nil }
            sizes.append(size)
        }
        return sizes
    }
}
