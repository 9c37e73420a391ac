internal import Folders
internal import Models
internal import System
internal import Workflow

/// A node class that makes one object of one file of a folder.
struct ModelFileLoader<Loader: ModelLoader>: PreloadingNode {
    private let environment: NodeEnvironment
    private let loader: Loader
    /// Of the choice of a file.
    private let input: String
    /// But for that choice, which goes by what the folder holds.
    private let outline: NodeSchema
    private let object: @Sendable (Loader.Model) -> any EngineObject
    let preloadedFolder: String

    /// - Parameters:
    ///   - input: the choice of a file's name
    ///   - output: the object's type
    ///   - isV3: the class is of the newer API
    init(
        _ name: String, displayName: String? = nil, category: String = "loaders", _ input: String, of folder: String,
        output: String, isV3: Bool = false, isExperimental: Bool = false, _ loader: Loader,
        _ environment: NodeEnvironment, _ description: String,
        _ object: @escaping @Sendable (Loader.Model) -> any EngineObject
    ) {
        (self.environment, self.loader, self.input, self.object) = (environment, loader, input, object)
        preloadedFolder = folder
        outline = NodeSchema(
            name, displayName: displayName, category: category, inputs: [], outputs: [OutputSchema(output)]
        ).with {
            $0.description = description
            $0.isV3 = isV3
            $0.isExperimental = isExperimental
        }
    }

    var schema: NodeSchema {
        let files = environment.folders.files(of: preloadedFolder)
        return outline.with { $0.inputs = [$0.isV3 ? .combo(input, files) : .choice(input, files)] }
    }

    func preload(_ name: String, _ cancellation: Cancellation) throws { _ = try model(name, cancellation) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.object(object(try model(try inputs.string(input), context.cancellation))))
    }

    private func model(_ name: String, _ cancellation: Cancellation) throws -> Loader.Model {
        try environment.load(loader, [(name, preloadedFolder)], cancellation)
    }
}
