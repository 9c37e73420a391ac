internal import Glibc
internal import SyntheticModels

/// A model of full size with random weights in fp16, made when it is asked for the first time and kept in the folder for
/// temporary files.
struct SyntheticModel {
    /// Of its file.
    let name: String
    private let layout: @Sendable () -> SyntheticLayout

    /// Stable Diffusion 1.5, whole.
    static let sd15 = SyntheticModel(name: "sd1_random_fp16.safetensors") { .sd1 }
    /// SDXL's UNet alone.
    static let sdxlUNet = SyntheticModel(name: "sdxl_unet_random_fp16.safetensors") { .sdxlUNet }

    private init(name: String, layout: @escaping @Sendable () -> SyntheticLayout) {
        self.name = name
        self.layout = layout
    }

    /// Where the models are kept; this one is among its checkpoints.
    static var folder: String {
        get throws(BenchError) { "\(try TemporaryFolder.parent)/libcomfy-bench-\(getuid())/models" }
    }

    /// Makes the file unless it is there, and reads it so that it lies in the page cache.
    ///
    /// - Returns: its path.
    @discardableResult
    func prepare() throws -> String {
        let path = "\(try Self.folder)/checkpoints/\(name)"
        func failure() -> BenchError { BenchError("\(path): \(String(cString: strerror(errno)))") }
        if access(path, R_OK) != 0 {
            print("making \(path)")
            let partial = "\(path).\(getpid())"
            InterruptionCleanup.remove(partial)
            defer {
                unlink(partial)
                InterruptionCleanup.forget(partial)
            }
            try layout().write(to: partial)
            guard rename(partial, path) == 0 else { throw failure() }
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while read(descriptor, &buffer, buffer.count) > 0 {}
        return path
    }
}
