internal import Glibc
internal import System
internal import Tensors

extension SyntheticLayout {
    /// Writes the model file; `observe` sees its bytes in their order. Folders are made.
    package func write(to path: String, observe: (UnsafeRawBufferPointer) -> Void = { _ in }) throws {
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
                let bytes = group[start + index].bytes(seed: 1)
                made.withLock { $0[index] = bytes }
            }
            for index in 0..<group.count { try put(made.withLock { $0[index]! }) }
        }
        isOpen = false
        guard fclose(file) == 0 else { throw SystemPath.failure(path) }
    }
}
