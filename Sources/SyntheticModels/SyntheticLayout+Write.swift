internal import Glibc
internal import System
internal import Tensors

extension SyntheticLayout {
    /// Writes the model as a file of safetensors; `observe` sees its bytes in their order. Folders are made.
    package func write(to path: String, observe: (UnsafeRawBufferPointer) -> Void = { _ in }) throws {
        try write(to: path, header: header, observe) { $0.bytes(seed: 1) }
    }

    /// Writes the model as a GGUF file whose matrices lie in blocks where they can. Folders are made.
    ///
    /// - Parameters:
    ///   - architecture: what the file says that it has
    ///   - storage: one with blocks
    package func writeGGUF(to path: String, architecture: String, _ storage: SyntheticStorage) throws {
        try write(to: path, header: ggufHeader(architecture, storage), { _ in }) { tensor in
            let bytes =
                tensor.isBlocked(in: storage)
                ? tensor.blocks(storage, seed: 1) : tensor.ggufDense.bytes(seed: 1)
            return bytes + Array(repeating: 0, count: bytes.count.missing(to: Self.ggufAlignment))
        }
    }

    /// A file of a header and what `make` makes of each tensor.
    private func write(
        to path: String, header: [UInt8], _ observe: (UnsafeRawBufferPointer) -> Void,
        _ make: @escaping @Sendable (SyntheticTensor) -> [UInt8]
    ) throws {
        if let slash = path.lastIndex(of: "/") { try AtomicFile.createFolder(String(path[..<slash])) }
        guard let file = fopen(path, "wb") else { throw SystemPath.failure(path) }
        var isOpen = true
        defer { if isOpen { fclose(file) } }
        func put(_ bytes: [UInt8]) throws {
            guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw SystemPath.failure(path) }
            bytes.withUnsafeBytes(observe)
        }
        try put(header)
        // as many tensors at once as there are processors; their order in the file stays
        let pool = ThreadPool()
        for start in stride(from: 0, to: tensors.count, by: pool.threadCount) {
            let group = tensors[start..<min(start + pool.threadCount, tensors.count)]
            let made = Lock([Int: [UInt8]]())
            try pool.parallelFor(group.count) { index in
                let bytes = make(group[start + index])
                made.withLock { $0[index] = bytes }
            }
            for index in 0..<group.count { try put(made.withLock { $0[index]! }) }
        }
        isOpen = false
        guard fclose(file) == 0 else { throw SystemPath.failure(path) }
    }
}
