internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Files with a counter in their names, which never take another's place.
enum NumberedFiles {
    /// One saver counts at a time, so that a node's files get numbers in a row. Other processes are kept off by files
    /// being made only where there is none.
    private static let counting = ProcessLock(false, delaysFork: false)

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
                    let stem = PythonString(target.stem).replacing(
                        PythonString("%batch_num%"), with: PythonString(String(index)))
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
