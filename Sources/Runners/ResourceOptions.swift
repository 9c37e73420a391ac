package import Configuration

/// What a client's prompts are to work with, as its host says.
package struct ResourceOptions: Sendable {
    package var configuration = Configuration()
    // Directories override the configuration's.
    package var baseDirectory: String?
    package var modelsDirectory: String?
    package var inputDirectory: String?
    package var outputDirectory: String?
    package var tempDirectory: String?
    /// For arithmetic; nil: one for each processor available.
    package var threads: Int?
    /// Bytes of memory for weights and activations; nil: as the configuration says.
    package var memoryBudget: Int?

    package init() {}
}
