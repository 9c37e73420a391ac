internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Files with a counter in their names, which never take another's place.
enum NumberedFiles {
    /// One saver counts at a time, so that a node's files get numbers in a row. Other processes are kept off by files
    /// being made only where there is none.
    private static let counting = Lock(false)

    /// Has `write` make `count` files in the target's folder, counting up from its first free number.
    ///
    /// - Parameter write: makes a file at that path unless there is one already, and tells whether it did.
    /// - Returns: the names that were given.
    static func write(
        _ count: Int, to target: SaveTarget, suffix: String,
        _ write: (_ index: Int, _ path: String) throws(FormatError) -> Bool
    ) throws(NodeError) -> [String] {
        let names = counting.withLock { _ in
            Result { () throws(FormatError) in
                var names: [String] = []
                var counter = target.nextCounter()
                for index in 0..<count {
                    let stem = target.stem.replacing("%batch_num%", with: String(index))
                    while true {
                        let name = "\(stem)_\(padded(counter, 5))_\(suffix)"
                        counter += 1
                        if try write(index, FilePath.join(target.folder, name)) {
                            names.append(name)
                            break
                        }
                    }
                }
                return names
            }
        }
        return try names.mapError(NodeError.init).get()
    }
}

extension NodeError {
    /// A file could not be read or written.
    init(_ error: FormatError) {
        self.init(error.code == .io ? "OSError" : "ValueError", error.message)
    }
}

extension String {
    /// Every occurrence of `part` in another form.
    fileprivate func replacing(_ part: String, with other: String) -> String {
        var result = ""
        var rest = Substring(self)
        while let first = rest.indices.first(where: { rest[$0...].hasPrefix(part) }) {
            result += rest[..<first] + other
            rest = rest[first...].dropFirst(part.count)
        }
        return result + rest
    }
}
