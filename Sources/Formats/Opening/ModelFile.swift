package import Tensors

/// Opens model files of every format that is read, which their first bytes tell: safetensors, pickles of PyTorch's, GGUF,
/// and several files that belong together.
package enum ModelFile {
    /// Errors name the file, say what it is, and why it is not read.
    ///
    /// - Parameter isMapped: whether the file is mapped, not read into memory.
    package static func open(path: String, isMapped: Bool = true) throws(FormatError) -> any WeightSource {
        if let shards = try ShardList(path: path) {
            var sources: [any WeightSource] = []
            for shard in shards.paths { sources.append(try unscaled(ModelFileBytes(path: shard, isMapped: isMapped))) }
            return try ScaledSource.over(ShardedSource(name: path, sources, index: shards.index))
        }
        return try open(ModelFileBytes(path: path, isMapped: isMapped))
    }

    /// A file that the host holds in memory; it is not copied. `release` runs exactly once: when nothing uses
    /// the memory any more, or before an error is thrown.
    package static func open(
        memory: UnsafeRawBufferPointer, name: String, release: @escaping () -> Void
    ) throws(FormatError) -> any WeightSource {
        try open(ModelFileBytes(memory: memory, name: name, release: release))
    }

    package static func open(_ bytes: ModelFileBytes) throws(FormatError) -> any WeightSource {
        try ScaledSource.over(unscaled(bytes))
    }

    private static func unscaled(_ bytes: ModelFileBytes) throws(FormatError) -> any WeightSource {
        let file = bytes.bytes
        if file.starts(with: TorchArchive.signature) || file[0] == 0x80 && file.count > 1 && file[1] <= 5 {
            // a header of safetensors may begin with any byte, but then zeros follow
            guard !isSafetensors(file) else { return try SafetensorsFile(bytes) }
            return try PickledFile(bytes)
        }
        if file.starts(with: GGUFHeader.signature) { return try GGUFFile(bytes) }
        if !isSafetensors(file), let message = ModelFileSignature.of(file) {
            throw FormatError(.unsupported, "\(bytes.name): \(message)")
        }
        return try SafetensorsFile(bytes)
    }

    /// A length that may be a header's, and what its JSON begins with.
    private static func isSafetensors(_ file: UnsafeRawBufferPointer) -> Bool {
        guard file.count > 8 else { return false }
        let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        return length <= UInt64(SafetensorsFile.maximumHeaderSize) && file[8] == UInt8(ascii: "{")
    }
}
