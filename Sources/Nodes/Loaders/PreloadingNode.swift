package import System
package import Workflow

/// A node that loads model files of a folder, which a host may want in memory before any prompt asks for them.
package protocol PreloadingNode: Node {
    /// The category of the files.
    var preloadedFolder: String { get }

    /// Loads what a prompt that names the file would.
    func preload(_ name: String, _ cancellation: Cancellation) throws
}
