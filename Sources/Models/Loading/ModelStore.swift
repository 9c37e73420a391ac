package import Formats
internal import System
package import Tensors

/// The models in memory, shared by all prompts: one for each loader and the files that it was given.
///
/// Models stay until they are unloaded or until others need their room: then the least recently used go first. A model
/// that a prompt still works with lives on until that prompt is done. What of their weights is in memory has a budget
/// of its own, in which the parts that have been idle for longest give way.
package final class ModelStore: Sendable {
    private struct Key: Hashable {
        let loader: any ModelLoader
        let files: [FileIdentity]
        /// Of files that are read with these.
        let companions: [FileIdentity]

        init(_ loader: any ModelLoader, _ files: [LoadableFile]) {
            self.loader = loader
            self.files = files.map(\.identity)
            companions = files.flatMap(\.companions)
        }

        /// Whether both are of the same places, whatever has become of the files there.
        func isVersion(of other: Key) -> Bool {
            AnyHashable(loader) == AnyHashable(other.loader) && files.map(\.location) == other.files.map(\.location)
        }

        static func == (a: Key, b: Key) -> Bool {
            AnyHashable(a.loader) == AnyHashable(b.loader) && a.files == b.files && a.companions == b.companions
        }

        func hash(into hasher: inout Hasher) {
            loader.hash(into: &hasher)
            files.hash(into: &hasher)
            companions.hash(into: &hasher)
        }
    }

    private struct Entry {
        /// nil while it is being loaded.
        var model: (any Sendable & AnyObject)?
        let kind: String
        /// Of the files: their folders and names.
        let sources: [(folder: String, name: String)]
        var parts: [ModelPart] = []
        /// What was told while it was loaded, which holds for whoever uses it.
        var warnings: [String] = []
        var lastUse = 0

        var name: String { sources.map(\.name).joined(separator: ", ") }
        /// Bytes of the weights as stored.
        var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }
        var residentByteCount: Int { parts.reduce(0) { $0 + $1.room.byteCount } }
    }

    private enum Claim<Model> {
        case ready(Model, warnings: [String]), mine, busy
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var clock = 0
    }

    /// Called on the thread that begins to load a model; what it returns is called when that is over, with the bytes of
    /// the weights.
    package typealias LoadObserver = @Sendable (_ name: String, _ kind: String) -> (Result<Int, any Error>) -> Void

    private let state = Monitor(State())
    /// Bytes of stored weights to keep.
    private let limit: Int
    /// Of what is in memory of them.
    package let budget: WeightBudget
    private let onLoad: LoadObserver

    /// - Parameters:
    ///   - limit: bytes of stored weights, mapped or in memory, to keep; half of the machine's memory if nil.
    ///   - budget: bounds what is in memory of them.
    package init(
        limit: Int? = nil, budget: WeightBudget = WeightBudget(limit: MachineMemory.own.total / 2),
        onLoad: @escaping LoadObserver = { _, _ in { _ in } }
    ) {
        self.limit = limit ?? MachineMemory.own.total / 2
        self.budget = budget
        self.onLoad = onLoad
    }

    /// What a loader makes of files, which are opened unless it is there already. What the loader tells by
    /// `Warnings.tell` is told to each who asks for the model.
    package func model<Loader: ModelLoader>(
        _ loader: Loader, _ files: [LoadableFile], _ compute: Compute
    ) throws -> Loader.Model {
        let key = Key(loader, files)
        while true {
            let claim: Claim<Loader.Model> = state.withLock { state in
                state.clock += 1
                forgetOlderVersions(&state, of: key)
                guard let entry = state.entries[key] else {
                    state.entries[key] = Entry(
                        kind: Loader.kind, sources: files.map { ($0.folder, $0.name) }, lastUse: state.clock)
                    return .mine
                }
                guard let model = entry.model as? Loader.Model else { return .busy }
                state.entries[key]!.lastUse = state.clock
                return .ready(model, warnings: entry.warnings)
            }
            switch claim {
            case .ready(let model, let warnings):
                for warning in warnings { Warnings.tell(warning) }
                return model
            case .busy: try awaitLoading(of: key, compute.cancellation)
            case .mine: return try load(loader, files, compute, as: key)
            }
        }
    }

    /// Waits until whoever loads the model is done with it. A cancelled prompt does not wait.
    private func awaitLoading(of key: Key, _ cancellation: Cancellation?) throws(CancellationError) {
        func wait() {
            _ = state.wait { state -> Void? in
                let isLoading = state.entries[key].map { $0.model == nil } ?? false
                return isLoading && cancellation?.isCancelled != true ? nil : ()
            }
        }
        guard let cancellation else { return wait() }
        // not for longer: models may hold the cancellation of the work that loaded them
        cancellation.whenCancelled({ [state] in state.update { _ in } }, during: wait)
        try cancellation.check()
    }

    private func load<Loader: ModelLoader>(
        _ loader: Loader, _ files: [LoadableFile], _ compute: Compute, as key: Key
    ) throws -> Loader.Model {
        var warnings: [String] = []
        defer { for warning in warnings { Warnings.tell(warning) } }
        let isOver = onLoad(files.map(\.name).joined(separator: ", "), Loader.kind)
        do {
            let model = try Warnings.kept(&warnings) {
                try Refusal.noticing { try loader.load(files.map { try $0.open() }, compute, budget) }
            }
            let parts = Loader.parts(of: model)
            isOver(.success(parts.reduce(0) { $0 + $1.byteCount }))
            state.update { state in
                state.entries[key]?.model = model
                state.entries[key]?.parts = parts
                state.entries[key]?.warnings = warnings
                evict(&state, keeping: key)
            }
            return model
        } catch {
            isOver(.failure(error))
            state.update { _ = $0.entries.removeValue(forKey: key) }
            throw error
        }
    }

    /// What was loaded from the same places before a file there was replaced.
    private func forgetOlderVersions(_ state: inout State, of key: Key) {
        state.entries = state.entries.filter { old, entry in
            old == key || !old.isVersion(of: key) || entry.model == nil
        }
    }

    private func evict(_ state: inout State, keeping key: Key) {
        var total = state.entries.values.reduce(0) { $0 + $1.byteCount }
        let others = state.entries.filter { $0.key != key && $0.value.model != nil }
        for (oldKey, entry) in others.sorted(by: { $0.value.lastUse < $1.value.lastUse }) where total > limit {
            state.entries.removeValue(forKey: oldKey)
            total -= entry.byteCount
        }
    }

    /// Forgets what was loaded from a file of a folder; false if there is nothing.
    package func unload(_ name: String, of folder: String) -> Bool {
        state.withLock { state in
            let keys = state.entries.filter { _, entry in
                entry.model != nil && entry.sources.contains { $0 == (folder, name) }
            }.keys
            for key in keys { state.entries.removeValue(forKey: key) }
            return !keys.isEmpty
        }
    }

    package func unloadAll() {
        state.withLock { state in state.entries = state.entries.filter { $0.value.model == nil } }
    }

    /// {"total_bytes": n, "resident_bytes": n, "models": [{"name", "kind", "bytes", "resident_bytes", "parts": {"unet":
    /// n, ...}}]}, most recently used first. Bytes are those of weights as stored, resident ones those in memory now.
    package var report: JSON {
        state.withLock { state in
            let loaded = state.entries.values.filter { $0.model != nil }.sorted { $0.lastUse > $1.lastUse }
            let models = loaded.map { entry -> JSON in
                var parts = JSONObject()
                for part in entry.parts { parts[part.name] = .int(Int128(part.byteCount)) }
                return [
                    "name": .string(entry.name), "kind": .string(entry.kind),
                    "bytes": .int(Int128(entry.byteCount)), "resident_bytes": .int(Int128(entry.residentByteCount)),
                    "parts": .object(parts),
                ]
            }
            return [
                "total_bytes": .int(Int128(loaded.reduce(0) { $0 + $1.byteCount })),
                "resident_bytes": .int(Int128(budget.byteCount)), "models": .array(models),
            ]
        }
    }
}
