/// The tensors and texts in a pickle's value, under the names that the path to them makes.
struct PickleContents {
    /// Places in the heap, in the file's order.
    private(set) var tensors: [(name: String, place: Int)] = []
    private(set) var texts: [String: String] = [:]
    private let heap: PickleHeap
    private var visits = 0

    /// As deep as a checkpoint with its optimizer, and more.
    private static let maximumDepth = 16
    /// Of values, one of which may be reached in several ways.
    private static let maximumVisits = 1 << 20
    private static let longestText = 1 << 16

    init(_ heap: PickleHeap) { self.heap = heap }

    mutating func collect(_ root: PickleValue) throws(FormatError) {
        guard let members = heap.members(root) else {
            guard heap.items(root) != nil else { throw FormatError(.malformed, "a pickle of no model") }
            return try collect(root, "", 0)
        }
        if let states = heap.member(root, "state_dict"), heap.members(states) != nil {
            try collect(states, "", 0)
            for case (.string(let key), let value) in members { keep(value, key) }
        } else if members.count == 1, heap.members(members[0].value) != nil {
            try collect(members[0].value, "", 0)
        } else {
            try collect(root, "", 0)
        }
    }

    private mutating func collect(_ value: PickleValue, _ path: String, _ depth: Int) throws(FormatError) {
        visits += 1
        guard visits <= Self.maximumVisits, depth <= Self.maximumDepth else {
            throw FormatError(.tooLarge, "the pickle holds more than any model, or itself")
        }
        let prefix = path.isEmpty ? "" : path + "."
        if let members = heap.members(value) {
            for (key, value) in members {
                switch key {
                case .string(let key): try collect(value, prefix + key, depth + 1)
                case .int(let key): try collect(value, "\(prefix)\(key)", depth + 1)
                default: break
                }
            }
        } else if let items = heap.items(value) {
            for (index, item) in items.enumerated() { try collect(item, "\(prefix)\(index)", depth + 1) }
        } else if case .tensor(let place) = value {
            tensors.append((path, place))
        } else {
            keep(value, path)
        }
    }

    private mutating func keep(_ value: PickleValue, _ path: String) {
        switch value {
        case .string(let text) where text.utf8.count <= Self.longestText: texts[path] = text
        case .int(let number): texts[path] = String(number)
        case .float(let number): texts[path] = String(number)
        case .bool(let flag): texts[path] = String(flag)
        default: break
        }
    }
}
