internal import Configuration
package import Folders
package import Formats
internal import Nodes
internal import Runners
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
                guard let node = resources.prompts.registry[className] else {
                    throw EngineError(.notFound, "there is no node class '\(className)'")
                }
                return JSONObject(dictionaryLiteral: (className, node.schema.objectInfo))
            }
            var schemas = JSONObject()
            for name in resources.prompts.registry.names {
                schemas[name] = resources.prompts.registry[name]?.schema.objectInfo
            }
            return schemas
        }
    }

    /// Makes a class known that the host wrote.
    package func register(_ node: any AddedNode) throws {
        guard try withResources({ $0.prompts.registry.register(node) }) else {
            throw EngineError(.alreadyExists, "there is a node class '\(node.schema.name)' already")
        }
    }

    /// Takes such a class out again. Prompts that run keep it to their end.
    package func unregisterNode(_ name: String) throws {
        let isRemoved = try withResources { resources in
            resources.prompts.registry[name] is any AddedNode && resources.prompts.registry.unregister(name)
        }
        guard isRemoved else { throw EngineError(.notFound, "the host has registered no node class '\(name)'") }
    }

    // MARK: Things in memory

    /// Makes an image known under a name that LoadImage accepts.
    package func addImage(_ name: String, _ image: PixelImage) throws {
        try Self.check(name)
        try withResources { $0.prompts.folders.register(image, as: name) }
    }

    package func removeImage(_ name: String) throws {
        guard try withResources({ $0.prompts.folders.unregisterImage(name) }) else {
            throw EngineError(.notFound, "there is no image '\(name)' in memory")
        }
    }

    /// Makes a model file in memory known under a folder and a name.
    package func addModelFile(_ folder: String, _ name: String, _ makeFile: () -> MemoryFile) throws {
        try Self.check(folder)
        try Self.check(name)
        try withResources { $0.prompts.folders.register(makeFile(), as: name, of: folder) }
    }

    package func removeModelFile(_ folder: String, _ name: String) throws {
        guard try withResources({ $0.prompts.folders.unregisterModel(name, of: folder) }) else {
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
}
