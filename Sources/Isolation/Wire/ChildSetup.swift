package import Configuration
internal import Formats
package import Runners
internal import System

/// What a child has to know of its client.
struct ChildSetup: WireRecord {
    var options: ResourceOptions
    /// What relative paths start at, also after the host has gone elsewhere.
    var workingDirectory: String
    /// Whether the library's own nodes are wanted.
    var hasBuiltinNodes: Bool
    var logLevel: Int

    static let wire = WireForm<ChildSetup>.record(ChildSetup.init) {
        ($0.options, $0.workingDirectory, $0.hasBuiltinNodes, $0.logLevel)
    }
}

extension ResourceOptions: WireRecord {
    static let wire = WireForm<ResourceOptions>.record({
        configuration, base, models, input, output, temp, threads, budget in
        var options = ResourceOptions()
        options.configuration = configuration
        options.baseDirectory = base
        options.modelsDirectory = models
        options.inputDirectory = input
        options.outputDirectory = output
        options.tempDirectory = temp
        options.threads = threads
        options.memoryBudget = budget
        return options
    }) {
        (
            $0.configuration, $0.baseDirectory, $0.modelsDirectory, $0.inputDirectory, $0.outputDirectory,
            $0.tempDirectory, $0.threads, $0.memoryBudget
        )
    }
}

extension Configuration: WireRecord {
    static let wire = WireForm<Configuration>.record({ try Configuration(.object($0)) }) { $0.values }
}
