package import Formats
internal import System

/// Finished prompts, oldest first, in ComfyUI's form.
package final class History: Sendable {
    package static let maximumCount = 10_000

    private struct State {
        var entries: [String: (index: Int, entry: JSON)] = [:]
        /// Ids by index; those of removed entries are left in until they come to the front.
        var order = Deque<(index: Int, id: String)>()
        var nextIndex = 0
        var limit = History.maximumCount

        mutating func trim() {
            while entries.count > limit, let (index, id) = order.popFirst() {
                if entries[id]?.index == index { entries[id] = nil }
            }
            // Stale ids are swept out before they outnumber the others.
            guard order.count > 2 * entries.count + 64 else { return }
            order = Deque()
            for (id, value) in entries.sorted(by: { $0.value.index < $1.value.index }) {
                order.append((value.index, id))
            }
        }

        /// The ids, oldest first.
        var ids: [String] { entries.sorted { $0.value.index < $1.value.index }.map(\.key) }
    }
    private let state = Monitor(State())

    package init() {}

    /// Adds an entry; an earlier one of the same prompt goes.
    func put(_ id: String, _ entry: JSON) {
        state.withLock { state in
            guard state.limit > 0 else { return }
            state.entries[id] = (state.nextIndex, entry)
            state.order.append((state.nextIndex, id))
            state.nextIndex += 1
            state.trim()
        }
    }

    package subscript(id: String) -> JSON? { state.withLock { $0.entries[id]?.entry } }

    package var count: Int { state.withLock { $0.entries.count } }

    /// - Parameters:
    ///   - maxItems: nil means all.
    ///   - offset: entries to skip from the oldest; negative means as many as leave the latest `maxItems`.
    package func entries(maxItems: Int? = nil, offset: Int = 0) -> JSONObject {
        state.withLock { state in
            let ids = state.ids
            var start = offset
            if start < 0 { start = maxItems.map { ids.count - min($0, ids.count) } ?? 0 }
            var result = JSONObject()
            for id in ids.dropFirst(start).prefix(maxItems ?? ids.count) { result[id] = state.entries[id]?.entry }
            return result
        }
    }

    /// False if there was none.
    package func remove(_ id: String) -> Bool {
        state.withLock { state in
            guard state.entries.removeValue(forKey: id) != nil else { return false }
            state.trim()
            return true
        }
    }

    package func removeAll() {
        state.withLock { state in
            state.entries = [:]
            state.order = Deque()
        }
    }

    /// How many are kept; the oldest go.
    package func setLimit(_ limit: Int) {
        state.withLock { state in
            state.limit = min(max(limit, 0), Self.maximumCount)
            state.trim()
        }
    }
}
