package import Formats
internal import Models
package import Nodes
internal import System
internal import Tensors
package import Workflow

extension Client {
    /// The node classes in ComfyUI's `object_info` form; with a name, of that class alone.
    ///
    /// - Throws: `notFound` if there is no such class.
    package func nodeSchemas(_ className: String? = nil) throws -> JSONObject {
        try withResources { resources in
            if let className {
                guard let node = resources.registry[className] else {
                    throw EngineError(.notFound, "there is no node class '\(className)'")
                }
                return JSONObject(dictionaryLiteral: (className, node.schema.objectInfo))
            }
            var schemas = JSONObject()
            for name in resources.registry.names { schemas[name] = resources.registry[name]?.schema.objectInfo }
            return schemas
        }
    }

    /// Makes a class known that the host wrote.
    package func register(_ node: any AddedNode) throws {
        guard try withResources({ $0.registry.register(node) }) else {
            throw EngineError(.alreadyExists, "there is a node class '\(node.schema.name)' already")
        }
    }

    /// Takes such a class out again. Prompts that run keep it to their end.
    package func unregisterNode(_ name: String) throws {
        let isRemoved = try withResources { resources in
            resources.registry[name] is any AddedNode && resources.registry.unregister(name)
        }
        guard isRemoved else { throw EngineError(.notFound, "the host has registered no node class '\(name)'") }
    }

    // MARK: Things in memory

    /// Makes an image known under a name that LoadImage accepts.
    package func addImage(_ name: String, _ image: PixelImage) throws {
        try Self.check(name)
        try withResources { $0.folders.register(image, as: name) }
    }

    package func removeImage(_ name: String) throws {
        guard try withResources({ $0.folders.unregisterImage(name) }) else {
            throw EngineError(.notFound, "there is no image '\(name)' in memory")
        }
    }

    /// Makes a model file in memory known under a folder and a name.
    package func addModelFile(_ folder: String, _ name: String, _ makeFile: () -> MemoryFile) throws {
        try Self.check(folder)
        try Self.check(name)
        try withResources { $0.folders.register(makeFile(), as: name, of: folder) }
    }

    package func removeModelFile(_ folder: String, _ name: String) throws {
        guard try withResources({ $0.folders.unregisterModel(name, of: folder) }) else {
            throw EngineError(.notFound, "there is no model file '\(name)' of '\(folder)' in memory")
        }
    }

    /// Names are relative paths, as a workflow would say them.
    private static func check(_ name: String) throws(EngineError) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard name.utf8.count <= 4096, !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw EngineError(.invalidArgument, "'\(name)' is no relative path without '..'")
        }
    }

    // MARK: Memory

    /// What is loaded and how much it takes, in all processes that prompts run in.
    package func memoryReport() throws -> JSONObject {
        try withResources { resources in
            let own = resources.memoryReport()
            return try resources.workers.map { try $0.memoryReport(host: own) } ?? own
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
            guard let workers = resources.workers else { return try resources.loadModel(folder, name, loading) }
            // The next prompt may come to any of them.
            queue.maintain(.prepare)
            _ = try workers.requestAll(.load(folder: folder, name: name))
        }
    }

    package func unloadModel(_ folder: String, _ name: String) throws {
        let wasLoaded = try withResources { resources in
            guard let workers = resources.workers else { return resources.unloadModel(folder, name) }
            return try workers.requestAll(.unload(folder: folder, name: name)).contains { $0.answer == true }
        }
        guard wasLoaded else { throw EngineError(.notFound, "the model '\(name)' of '\(folder)' is not loaded") }
    }

    package func unloadAllModels() throws {
        try withResources { resources in
            resources.models.unloadAll()
            _ = try resources.workers?.requestAll(.unloadAll)
        }
    }

    /// Forgets outputs of nodes, models, or both. Workers that run a prompt follow at its end; waits for the others.
    package func freeMemory(models: Bool, cache: Bool) throws {
        if cache { queue.maintain(.clearCache) }
        if models { try unloadAllModels() }
    }
}
