internal import Formats
internal import Models
internal import Nodes
internal import System
internal import Tensors
internal import Workflow

extension ClientResources {
    /// What this process has loaded and how much it takes.
    func memoryReport() -> JSONObject {
        var report = models.report.object ?? [:]
        report["budget_bytes"] = models.budget.limit == .max ? .null : .int(Int128(models.budget.limit))
        let memory = ProcessMemory()
        report["process"] = [
            "resident_bytes": .int(Int128(memory.resident)), "peak_resident_bytes": .int(Int128(memory.peak)),
        ]
        return report
    }

    /// Loads a model file by running the node that loads such files.
    func loadModel(_ folder: String, _ name: String, _ cancellation: Cancellation) throws(EngineError) {
        guard folders.file(name, of: folder) != nil else {
            throw EngineError(.notFound, "there is no model file '\(name)' of '\(folder)'")
        }
        guard let loader = ModelLoader.byFolder[folder], let node = registry[loader.className] else {
            throw EngineError(.unsupported, "models of '\(folder)' cannot be loaded ahead")
        }
        do {
            _ = try node.execute(NodeInputs([loader.input: .string(name)]), ModelLoader.Context(cancellation))
        } catch let error as NodeError {
            throw EngineError(.io, error.message)
        } catch let error as FormatError {
            throw EngineError(.io, error.message)
        } catch is CancellationError {
            throw EngineError(.cancelled, "the client is being destroyed")
        } catch {
            throw EngineError(.internalError, "\(error)")
        }
    }

    /// False if no model of that name is loaded.
    func unloadModel(_ folder: String, _ name: String) -> Bool {
        ModelLoader.byFolder[folder].map { models.unload(name, kind: $0.kind) } ?? false
    }
}
