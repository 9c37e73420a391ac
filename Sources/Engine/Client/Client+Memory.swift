internal import Configuration
package import Formats
internal import Isolation
internal import Models
internal import Runners
internal import System
internal import Tensors
internal import Tracing

// What a client has loaded, and what it has done.
extension Client {
    /// What is loaded and how much it takes, in all processes that prompts run in.
    package func memoryReport() throws -> JSONObject {
        try withResources { resources in
            let own = resources.prompts.memoryReport()
            return try resources.children.map { try $0.memoryReport(own: own) } ?? own
        }
    }

    /// What the client has done so far, and where it stands.
    package func metricsReport() throws -> JSONObject {
        let (running, pending) = queue.snapshot
        var report: JSONObject = [
            "queue": ["running": .int(Int128(running.count)), "pending": .int(Int128(pending.count))]
        ]
        for (key, value) in metrics.report() { report[key] = value }
        report["memory"] = .object(try memoryReport())
        return report
    }

    /// Loads a model file ahead of the first prompt.
    package func loadModel(_ folder: String, _ name: String) throws {
        try withResources { resources in
            guard let children = resources.children else {
                return try resources.prompts.loadModel(folder, name, loading)
            }
            // The next prompt may come to any of them.
            queue.maintain(.prepare)
            try children.loadModel(folder, name)
        }
    }

    package func unloadModel(_ folder: String, _ name: String) throws {
        let wasLoaded = try withResources { resources in
            guard let children = resources.children else { return resources.prompts.unloadModel(folder, name) }
            return try children.unloadModel(folder, name)
        }
        guard wasLoaded else { throw EngineError(.notFound, "the model '\(name)' of '\(folder)' is not loaded") }
    }

    package func unloadAllModels() throws {
        try withResources { resources in
            resources.prompts.models.unloadAll()
            TensorMemory.trim()
            try resources.children?.unloadAllModels()
        }
    }

    /// Forgets outputs of nodes, models, or both. Threads that run a prompt follow at its end; waits for the others.
    package func freeMemory(models: Bool, cache: Bool) throws {
        if cache { queue.maintain(.clearCache) }
        if models { try unloadAllModels() }
    }
}
