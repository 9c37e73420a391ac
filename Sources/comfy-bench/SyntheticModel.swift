internal import Glibc
internal import SyntheticModels

/// The full Stable Diffusion 1.5 with random weights in fp16, kept in the folder for temporary files.
enum SyntheticModel {
    static let name = "sd1_random_fp16.safetensors"

    /// A models folder with checkpoints/`name` in it.
    static func folder() throws -> String {
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let folder = "\(temporary)/libcomfy-bench-\(getuid())/models"
        let path = checkpoint(in: folder)
        if access(path, R_OK) != 0 {
            print("making \(path)")
            let partial = "\(path).\(getpid())"
            try SyntheticLayout.sd1.write(to: partial)
            guard rename(partial, path) == 0 else {
                throw BenchError("\(path): \(String(cString: strerror(errno)))")
            }
        }
        return folder
    }

    static func checkpoint(in folder: String) -> String { "\(folder)/checkpoints/\(name)" }

    /// Reads a file, so that it lies in the page cache.
    static func warm(_ path: String) throws(BenchError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BenchError("\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }
}
