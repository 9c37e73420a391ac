internal import Formats
internal import Nodes
internal import System

/// What a worker has to know of its client.
struct WorkerSetup: WireCodable, Sendable {
    var configuration: JSONObject
    var directories: [String?]
    /// What relative paths start at, also after the host has gone elsewhere.
    var workingDirectory: String
    var threads: Int?
    /// Bytes, for each worker.
    var memoryBudget: Int?
    /// Whether the library's own nodes are wanted.
    var hasBuiltinNodes: Bool
    var logLevel: Int

    init(_ options: ClientOptions, hasBuiltinNodes: Bool) {
        configuration = options.configuration.values
        // The host has written it.
        configuration["write_out_config_file_to_this_path"] = .null
        directories = [
            options.baseDirectory, options.modelsDirectory, options.inputDirectory, options.outputDirectory,
            options.tempDirectory,
        ]
        workingDirectory = FilePath.workingDirectory()
        threads = options.threads
        memoryBudget = options.memoryBudget
        self.hasBuiltinNodes = hasBuiltinNodes
        logLevel = Log.level.rawValue
    }

    /// The options that the worker's resources are made from.
    func options() throws -> ClientOptions {
        var options = ClientOptions()
        options.configuration = try Configuration(.object(configuration))
        guard directories.count == 5 else { throw WireError("a setup without its directories") }
        options.baseDirectory = directories[0]
        options.modelsDirectory = directories[1]
        options.inputDirectory = directories[2]
        options.outputDirectory = directories[3]
        options.tempDirectory = directories[4]
        options.threads = threads
        options.memoryBudget = memoryBudget
        return options
    }

    func write(to writer: inout WireWriter) {
        writer.write(configuration)
        writer.write(directories)
        writer.write(workingDirectory)
        writer.write(threads)
        writer.write(memoryBudget)
        writer.write(hasBuiltinNodes)
        writer.write(logLevel)
    }

    init(from reader: inout WireReader) throws {
        configuration = try reader.read()
        directories = try reader.read()
        workingDirectory = try reader.read()
        threads = try reader.read()
        memoryBudget = try reader.read()
        hasBuiltinNodes = try reader.read()
        logLevel = try reader.read()
    }
}
