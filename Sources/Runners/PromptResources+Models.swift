package import Configuration
internal import Folders
package import Formats
internal import Models
internal import Nodes
package import System
internal import Tensors
internal import Workflow

extension PromptResources {
    /// What this process has loaded and how much it takes.
    package func memoryReport() -> JSONObject {
        var report = models.report.object ?? [:]
        report["budget_bytes"] = models.budget.limit == .max ? .null : .int(Int128(models.budget.limit))
        let memory = ProcessMemory()
        report["process"] = [
            "resident_bytes": .int(Int128(memory.resident)), "peak_resident_bytes": .int(Int128(memory.peak)),
        ]
        return report
    }

    /// Loads a model file as the node that loads such files does.
    package func loadModel(_ folder: String, _ name: String, _ cancellation: Cancellation) throws(EngineError) {
        guard folders.file(name, of: folder) != nil else {
            throw EngineError(.notFound, "there is no model file '\(name)' of '\(folder)'")
        }
        guard let loader = registry.preloader(of: folder) else {
            throw EngineError(.unsupported, "models of '\(folder)' cannot be loaded ahead")
        }
        do {
            try loader.preload(name, cancellation)
        } catch let error as NodeError {
            throw EngineError(error.type == "MemoryError" ? .outOfResources : .io, error.message)
        } catch let error as FormatError {
            throw EngineError(error.code == .outOfMemory ? .outOfResources : .io, error.message)
        } catch let error as OutOfMemoryError {
            throw EngineError(.outOfResources, error.description)
        } catch is CancellationError {
            throw EngineError(.cancelled, "the client is being destroyed")
        } catch {
            throw EngineError(.internalError, "\(error)")
        }
    }

    /// False if no model of that name is loaded.
    package func unloadModel(_ folder: String, _ name: String) -> Bool {
        models.unload(name, of: folder)
    }
}

extension NodeRegistry {
    /// The node that loads models of a folder, nil if none does.
    fileprivate func preloader(of folder: String) -> (any PreloadingNode)? {
        entries.sorted { $0.registration < $1.registration }.lazy.compactMap { $0.node as? any PreloadingNode }
            .first { $0.preloadedFolder == folder }
    }
}
