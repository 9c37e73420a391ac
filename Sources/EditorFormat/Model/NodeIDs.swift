internal import Formats
internal import System

/// Gives a graph's nodes ids that differ: of two that are the same, the second becomes the next that is free, as in the
/// editor.
struct NodeIDs {
    private var taken: Set<ExactString> = []
    private var last: Int

    /// - Parameter last: the file's `last_node_id`.
    init(_ nodes: [JSON], last: JSON?) {
        self.last = nodes.reduce(last?.int ?? 0) { max($0, $1["id"]?.int ?? 0) }
    }

    mutating func take(_ id: String) -> String {
        var free = id
        while !taken.insert(ExactString(free)).inserted {
            last &+= 1
            free = String(last)
        }
        return free
    }
}
