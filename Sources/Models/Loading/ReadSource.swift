internal import System
internal import Tensors

/// A file that remembers which of its tensors were read, so that what no part of a model reads can be told.
final class ReadSource: WeightSource {
    private let base: any WeightSource
    private let read = Lock<Set<String>>([])

    init(_ base: any WeightSource) { self.base = base }

    var name: String { base.name }
    var metadata: [String: String] { base.metadata }
    var names: [String] { base.names }
    func originalName(_ name: String) -> String { base.originalName(name) }
    func texts(_ key: String) throws -> [String]? { try base.texts(key) }
    func numbers(_ key: String) throws -> [Double]? { try base.numbers(key) }
    func info(_ name: String) -> WeightInfo? { base.info(name) }

    func weight(_ name: String) throws -> StoredWeight {
        read.withLock { _ = $0.insert(name) }
        return try base.weight(name)
    }

    /// Tensors behind one of the prefixes that nothing has read and that are not known to be superfluous, in the file's
    /// order, under the file's names.
    func unread(behind prefixes: [String] = [""]) -> [String] {
        let read = read.withLock { $0 }
        return base.names.filter { name in
            !read.contains(name) && prefixes.contains { name.hasPrefix($0) } && !SuperfluousTensors.contain(name)
        }.map { base.originalName($0) }
    }

    /// Tells of them, if there are any.
    func tellUnread(behind prefixes: [String] = [""]) {
        let names = unread(behind: prefixes)
        guard let first = names.first else { return }
        let others = names.dropFirst().prefix(4).map { ", \($0)" }.joined()
        Warnings.tell(
            "\(name): \(names.count) tensors of the file are read by no part of the model: \(first)\(others)"
                + (names.count > 5 ? ", ..." : ""))
    }
}
