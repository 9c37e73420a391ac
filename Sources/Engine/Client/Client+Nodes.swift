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
                return JSONObject(dictionaryLiteral: (className, Self.objectInfo(node)))
            }
            var schemas = JSONObject()
            for name in resources.prompts.registry.names {
                schemas[name] = resources.prompts.registry[name].map(Self.objectInfo)
            }
            return schemas
        }
    }

    /// With where it comes from, as text: ComfyUI's page stops at a class that does not say so.
    private static func objectInfo(_ node: any Node) -> JSON {
        let schema = node.schema
        var info = schema.objectInfo.object ?? [:]
        info["python_module"] = .string(schema.pythonModule ?? "nodes")
        return .object(info)
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
    package func addModelFile(_ folder: String, _ name: String, _ makeFile: () throws -> MemoryFile) throws {
        try Self.check(folder)
        try Self.check(name)
        try withResources { try $0.prompts.folders.register(makeFile(), as: name, of: folder) }
    }

    /// The names of a category's files, sorted.
    package func modelFiles(of folder: String) throws -> [String] {
        try withResources { $0.prompts.folders.files(of: folder) }
    }

    /// The folders in which a category's files are looked for, in order.
    package func modelFolders(of folder: String) throws -> [String] {
        try withResources { $0.prompts.folders.roots(of: folder) }
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
