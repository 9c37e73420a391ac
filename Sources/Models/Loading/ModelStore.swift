package import Formats
internal import Glibc
internal import System
package import Tensors

/// The models in memory, shared by all prompts. Files are told apart by where they are, their size and their time.
///
/// Models stay until they are unloaded or until others need their room: then the least recently used go first. A model
/// that a prompt still works with lives on until that prompt is done. What of their weights is in memory has a budget
/// of its own, in which the parts that have been idle for longest give way.
package final class ModelStore: Sendable {
    package struct Identity: Hashable, Sendable {
        /// A path, or what tells a file in memory from others.
        package var location: String
        package var size: Int
        /// Nanoseconds since 1970; 0 for files in memory.
        package var modified: Int

        package init(location: String, size: Int, modified: Int) {
            self.location = location
            self.size = size
            self.modified = modified
        }

        /// A file's on disk.
        package init(path: String) throws(FormatError) {
            var status = stat()
            guard stat(path, &status) == 0 else {
                throw FormatError(.io, "\(path): \(String(cString: strerror(errno)))")
            }
            self.init(
                location: path, size: Int(status.st_size),
                modified: status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec)
        }
    }

    package enum Kind: String, Sendable { case checkpoint, vae }

    private struct Key: Hashable {
        let identity: Identity
        let kind: Kind
    }

    private struct Entry {
        /// nil while it is being loaded.
        var model: (any Sendable & AnyObject)?
        var name: String
        var parts: [Part] = []
        var lastUse = 0
        /// Bytes of the weights as stored.
        var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }
        var residentByteCount: Int { parts.reduce(0) { $0 + $1.room.byteCount } }
    }

    private struct Part {
        let name: String
        let byteCount: Int
        let room: WeightRoom
    }

    private enum Claim<Model> {
        case ready(Model), mine, busy
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var clock = 0
    }

    /// Called on the thread that begins to load a model; what it returns is called when that is over, with the bytes of
    /// the weights.
    package typealias LoadObserver = @Sendable (_ name: String, _ kind: Kind) -> (Result<Int, any Error>) -> Void

    private let state = Lock(State())
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

    /// The checkpoint in a file, loaded by `open` unless it is there already.
    package func checkpoint(
        _ identity: Identity, name: String, _ compute: Compute, open: () throws -> any WeightSource
    ) throws -> Checkpoint {
        try model(Key(identity: identity, kind: .checkpoint), name: name, compute) {
            let checkpoint = try CheckpointLoader.load(open(), compute, budget: budget)
            let parts = [
                Part(name: "unet", byteCount: checkpoint.model.byteCount, room: checkpoint.model.room),
                checkpoint.textEncoder.map { Part(name: "clip", byteCount: $0.byteCount, room: $0.room) },
                checkpoint.autoencoder.map { Part(name: "vae", byteCount: $0.byteCount, room: $0.room) },
            ]
            return (checkpoint, parts.compactMap(\.self))
        }
    }

    /// The autoencoder in a file, loaded by `open` unless it is there already.
    package func autoencoder(
        _ identity: Identity, name: String, _ compute: Compute, open: () throws -> any WeightSource
    ) throws -> Autoencoder {
        try model(Key(identity: identity, kind: .vae), name: name, compute) {
            let autoencoder = try CheckpointLoader.loadAutoencoder(open(), compute, budget: budget)
            return (autoencoder, [Part(name: "vae", byteCount: autoencoder.byteCount, room: autoencoder.room)])
        }
    }

    private func model<Model: AnyObject & Sendable>(
        _ key: Key, name: String, _ compute: Compute, load: () throws -> (Model, [Part])
    ) throws -> Model {
        while true {
            let claim: Claim<Model> = state.withLock { state in
                state.clock += 1
                forgetOlderVersions(&state, of: key)
                guard let entry = state.entries[key] else {
                    state.entries[key] = Entry(name: name, lastUse: state.clock)
                    return .mine
                }
                guard let model = entry.model as? Model else { return .busy }
                state.entries[key]!.lastUse = state.clock
                return .ready(model)
            }
            switch claim {
            case .ready(let model): return model
            case .busy:
                // somebody else loads it; a cancelled prompt does not wait for that
                try compute.cancellation?.check()
                usleep(2000)
            case .mine:
                let isOver = onLoad(name, key.kind)
                do {
                    let (model, parts) = try load()
                    isOver(.success(parts.reduce(0) { $0 + $1.byteCount }))
                    state.withLock { state in
                        state.entries[key]?.model = model
                        state.entries[key]?.parts = parts
                        evict(&state, keeping: key)
                    }
                    return model
                } catch {
                    isOver(.failure(error))
                    state.withLock { _ = $0.entries.removeValue(forKey: key) }
                    throw error
                }
            }
        }
    }

    /// What was loaded from the same place before the file there was replaced.
    private func forgetOlderVersions(_ state: inout State, of key: Key) {
        state.entries = state.entries.filter { old, entry in
            old == key || old.kind != key.kind || old.identity.location != key.identity.location || entry.model == nil
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

    /// Forgets the models of that name, of one kind or of all; false if there are none.
    package func unload(_ name: String, kind: Kind? = nil) -> Bool {
        state.withLock { state in
            let keys = state.entries.filter {
                $0.value.name == name && $0.value.model != nil && (kind == nil || $0.key.kind == kind)
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
            let loaded = state.entries.filter { $0.value.model != nil }.sorted { $0.value.lastUse > $1.value.lastUse }
            let models = loaded.map { key, entry -> JSON in
                var parts = JSONObject()
                for part in entry.parts { parts[part.name] = .int(Int128(part.byteCount)) }
                return [
                    "name": .string(entry.name), "kind": .string(key.kind.rawValue),
                    "bytes": .int(Int128(entry.byteCount)), "resident_bytes": .int(Int128(entry.residentByteCount)),
                    "parts": .object(parts),
                ]
            }
            return [
                "total_bytes": .int(Int128(loaded.reduce(0) { $0 + $1.value.byteCount })),
                "resident_bytes": .int(Int128(budget.byteCount)), "models": .array(models),
            ]
        }
    }
}
