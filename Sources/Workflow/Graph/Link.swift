internal import Formats

/// A reference to another node's output: [node id, slot].
struct Link: Sendable, Hashable {
    let source: String
    /// nil for one that is no integer, which Python cannot index with.
    let slot: Int?

    /// Reads a link as ComfyUI's `is_link` does: a list of a string and a number.
    init?(_ value: Value) {
        guard case .list(let parts) = value, parts.count == 2, case .string(let source) = parts[0] else { return nil }
        switch parts[1] {
        case .int(let slot): self.slot = Int(clamping: slot)
        case .bool(let slot): self.slot = slot ? 1 : 0
        case .float: slot = nil
        default: return nil
        }
        self.source = source
    }

    /// The index into `count` outputs, from the end where it is negative; nil beyond them.
    static func index(_ slot: Int, count: Int) -> Int? {
        let index = slot < 0 ? slot + count : slot
        return index >= 0 && index < count ? index : nil
    }
}
