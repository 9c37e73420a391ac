internal import Configuration
internal import Engine
internal import Formats
internal import Glibc
internal import Runners
internal import System

/// The options that say how a client is made.
enum ClientArguments {
    static func options(_ arguments: Arguments) throws -> ClientOptions {
        var options = ClientOptions()
        options.resources.configuration = try configuration(arguments["--config"])
        options.resources.baseDirectory = try directory("--base", arguments)
        options.resources.modelsDirectory = try directory("--models", arguments)
        options.resources.inputDirectory = try absolute("--input", arguments)
        options.resources.outputDirectory = try absolute("--output", arguments)
        return options
    }

    /// JSON as it stands, or a file of settings; over both the environment and other files.
    private static func configuration(_ source: String?) throws -> Configuration {
        var settings: JSON = [:]
        if let source {
            do {
                let isText = source.first { !$0.isWhitespace } == "{"
                let bytes = try isText ? Array(source.utf8) : InputFile.read(source)
                settings = try JSON(parsing: bytes)
            } catch let error as FormatError {
                throw CommandError(status: 2, message: "--config: \(error.message)")
            }
        }
        return try Configuration(options: settings, environment: ProcessEnvironment.current)
    }

    /// A folder that has to be there.
    private static func directory(_ name: String, _ arguments: Arguments) throws -> String? {
        guard let path = try absolute(name, arguments) else { return nil }
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
            throw CommandError(status: 2, message: "\(name): \(path) is not a folder")
        }
        return path
    }

    /// Relative to the working directory, not to the base.
    private static func absolute(_ name: String, _ arguments: Arguments) throws -> String? {
        guard let path = arguments[name] else { return nil }
        guard !path.isEmpty else { throw UsageError("\(name) needs a folder") }
        return try FilePath.anchored(path)
    }
}
