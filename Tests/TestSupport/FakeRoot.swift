import Glibc
import System

/// Calls `body` with a folder that holds `files`, by their paths in it.
package func withFakeRoot(_ files: [String: String], _ body: (_ root: String) throws -> Void) throws {
    let root = "/tmp/comfy-root-\(UUID.random())"
    defer { _ = system("rm -rf \(root)") }
    for (path, text) in files { try AtomicFile.write(Array(text.utf8), to: "\(root)/\(path)") }
    try body(root)
}
