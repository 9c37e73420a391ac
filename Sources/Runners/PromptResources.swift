package import Configuration
package import Folders
internal import Formats
internal import Glibc
package import Models
internal import Nodes
internal import System
internal import Tensors
package import Tracing
package import Workflow

/// What the prompts of a process work with.
package struct PromptResources: Sendable {
    package let folders: Folders
    package let models: ModelStore
    let pool: ThreadPool
    package let registry: NodeRegistry
    /// The registry's first classes are the library's own: so many.
    package let builtinCount: Int

    package init(_ options: ResourceOptions, _ tracer: Tracer) throws(EngineError) {
        let configuration = options.configuration
        var bases: [String] = []
        for path in [options.baseDirectory ?? configuration.string("base_directory"), configuration.string("cwd")] {
            if let path, !path.isEmpty { bases.append(path) }
        }
        bases += configuration.strings("base_paths")
        var paths = Folders.Paths(
            basePaths: bases.isEmpty ? ["."] : bases, models: options.modelsDirectory,
            input: options.inputDirectory ?? configuration.string("input_directory"),
            output: options.outputDirectory ?? configuration.string("output_directory"),
            temp: options.tempDirectory ?? configuration.string("temp_directory"),
            user: configuration.string("user_directory"))
        let beside = "\(paths.basePaths[0])/\(ExtraModelPaths.fileName)"
        let files = (Self.exists(beside) ? [beside] : []) + configuration.strings("extra_model_paths_config")
        for path in files { paths.additional += try ExtraModelPaths.read(path) }
        paths.linkRoots = configuration.strings("link_roots")
        folders = try Self.folders(paths)
        if let problem = folders.modelsProblem {
            // Who names no folder may do without models.
            let level = options.modelsDirectory == nil ? Log.Level.info : .warning
            Log.write(level, { problem })
        }
        models = ModelStore(
            budget: configuration.weightBudget(options.memoryBudget),
            onLoad: { name, kind in PromptTrace.beginLoad(name, kind, tracer) })
        pool = ThreadPool(threads: options.threads)
        do {
            if configuration.bool("create_directories") {
                for path in [folders.input, folders.output, folders.temp] { try AtomicFile.createFolder(path) }
            }
            if let path = configuration.string("write_out_config_file_to_this_path") {
                let text = Array(JSON.object(configuration.written).serialized().utf8)
                _ = try AtomicFile.write(text, to: path)
            }
        } catch {
            throw EngineError(.io, error.message)
        }
        let preview = configuration.string("preview_method").flatMap(NodeEnvironment.PreviewMethod.init) ?? .auto
        let environment = NodeEnvironment(
            folders: folders, models: models, pool: pool, bf16: configuration.bf16,
            integers: configuration.integers, previewMethod: preview,
            omitsMetadata: configuration.bool("disable_metadata"),
            mapsModels: !configuration.bool("disable_mmap"), web: configuration.web)
        let nodes = BuiltinNodes.all(environment)
        do { registry = try NodeRegistry(allocating: nodes) } catch { throw EngineError(.outOfResources, "\(error)") }
        builtinCount = nodes.count
    }

    private static func folders(_ paths: Folders.Paths) throws(EngineError) -> Folders {
        do { return try Folders(paths) } catch { throw EngineError(.io, error.message) }
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// With other nodes than the library's own.
    package init(registry: NodeRegistry) throws(EngineError) {
        folders = try Self.folders(Folders.Paths(basePaths: ["."]))
        models = ModelStore()
        pool = ThreadPool(threads: 1)
        self.registry = registry
        builtinCount = 0
    }
}
