package import Tensors

/// What a file of PyTorch's holds that is no model: plain values and tensors, as `torch.save` writes them.
package indirect enum PickledItem: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case tensor(Tensor)
    /// A tuple too.
    case list([PickledItem])
    case dictionary([(key: String, value: PickledItem)])

    /// Reads a file. What of it is no plain value is none; nothing of it is run, see `PickleGlobal`.
    ///
    /// - Throws: `FormatError`, `OutOfMemoryError`
    package init(_ bytes: ModelFileBytes) throws {
        do {
            guard bytes.bytes.starts(with: TorchArchive.signature) else {
                throw FormatError(.unsupported, "no zip archive of PyTorch's")
            }
            let (root, heap, places) = try TorchArchive.read(bytes.bytes)
            var reader = ItemReader(bytes: bytes, heap: heap, places: places)
            self = try reader.item(root, "", 0)
        } catch let error as FormatError {
            throw FormatError(error.code, "\(bytes.name): \(error.message)")
        }
    }
}

private struct ItemReader {
    let bytes: ModelFileBytes
    let heap: PickleHeap
    let places: [String: Range<Int>]
    private var visits = 0

    /// Of nests, and of values, one of which may be reached in several ways.
    private static let maximumDepth = 16
    private static let maximumVisits = 1 << 20

    init(bytes: ModelFileBytes, heap: PickleHeap, places: [String: Range<Int>]) {
        (self.bytes, self.heap, self.places) = (bytes, heap, places)
    }

    mutating func item(_ value: PickleValue, _ path: String, _ depth: Int) throws -> PickledItem {
        visits += 1
        guard visits <= Self.maximumVisits, depth <= Self.maximumDepth else {
            throw FormatError(.tooLarge, "the pickle holds more than any data set's, or itself")
        }
        if let members = heap.members(value) {
            var items: [(key: String, value: PickledItem)] = []
            for case (.string(let key), let value) in members {
                items.append((key, try item(value, "\(path).\(key)", depth + 1)))
            }
            return .dictionary(items)
        }
        if let items = heap.items(value) {
            var list: [PickledItem] = []
            for (index, value) in items.enumerated() { list.append(try item(value, "\(path).\(index)", depth + 1)) }
            return .list(list)
        }
        switch value {
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .float(value)
        case .string(let value): return .string(value)
        case .tensor(let place):
            let tensor = try PickledTensor(place, of: heap, in: places, named: path)
            return .tensor(try tensor.load(from: bytes, named: path))
        default: return .none
        }
    }
}
