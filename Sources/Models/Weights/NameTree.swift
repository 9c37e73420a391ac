/// The tree that the dots in tensors' names make: what a file holds at `a.b` if it has `a.b.c.weight`.
struct NameTree: Sendable {
    /// By path without a dot at its end; "" is the root.
    private var children: [String: Set<String>] = [:]

    /// No layout nests deeper; longer names are left out, since the tree would take their length squared.
    private static let maximumDepth = 16
    private static let maximumLength = 256

    init(_ names: some Sequence<String>) {
        for name in names where name.utf8.count <= Self.maximumLength {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= Self.maximumDepth else { continue }
            var path = ""
            for part in parts {
                children[path, default: []].insert(String(part))
                path = path.isEmpty ? String(part) : "\(path).\(part)"
            }
        }
    }

    func children(of path: String) -> Set<String> { children[path] ?? [] }
}
