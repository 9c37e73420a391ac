internal import System
package import Tensors

/// Writes tensors in the safetensors format, byte for byte as its own implementation lays them out: by type, the
/// widest first, then by name; the header padded with spaces to a multiple of 8.
package enum SafetensorsWriter {
    /// Writes the file whole or not at all; `overwriting` as in `AtomicFile.write`.
    @discardableResult
    package static func write(
        _ tensors: [String: Tensor], metadata: JSONObject = [:], to path: String, overwriting: Bool = true
    ) throws(FormatError) -> Bool {
        let size = tensors.values.reduce(0) { $0 + $1.byteCount }
        try FormatError.allocating { try TensorMemory.check(size) }
        let bytes = serialize(tensors, metadata: metadata)
        do { return try AtomicFile.write(bytes, to: path, overwriting: overwriting) } catch { throw FormatError(error) }
    }

    /// A tensor that is made when it is written.
    package struct Entry {
        package let name: String
        package let dtype: DType
        package let shape: [Int]
        /// Makes it, of that type and shape.
        package let make: () throws -> Tensor

        package init(_ name: String, _ dtype: DType, _ shape: [Int], _ make: @escaping () throws -> Tensor) {
            (self.name, self.dtype, self.shape, self.make) = (name, dtype, shape, make)
        }
    }

    /// The same, one tensor at a time: for files that are larger than what memory there is.
    ///
    /// - Throws: what making a tensor throws, or `FormatError`.
    @discardableResult
    package static func write(
        _ entries: [Entry], metadata: JSONObject = [:], to path: String, overwriting: Bool = true
    ) throws -> Bool {
        let order = SafetensorsHeader.dtypes.flatMap { _, dtype in
            entries.filter { $0.dtype == dtype }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        let head = header(order.map { ($0.name, $0.dtype, $0.shape) }, metadata)
        var failure: (any Error)?
        func produce(_ put: AtomicFile.Put) throws(SystemError) {
            try Tensor(bytes: head).withUnsafeBytes(put)
            for entry in order {
                let tensor: Tensor
                do { tensor = try entry.make() } catch {
                    failure = error
                    throw SystemError(.io, path)
                }
                precondition(tensor.dtype == entry.dtype && tensor.shape == entry.shape)
                try tensor.withUnsafeBytes(put)
            }
        }
        do throws(SystemError) {
            return try AtomicFile.write(to: path, overwriting: overwriting, produce)
        } catch {
            throw failure ?? FormatError(error)
        }
    }

    /// The file's bytes. `metadata` holds strings.
    package static func serialize(_ tensors: [String: Tensor], metadata: JSONObject = [:]) -> [UInt8] {
        let order = SafetensorsHeader.dtypes.flatMap { _, dtype in
            tensors.filter { $0.value.dtype == dtype }
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
        var bytes = header(order.map { ($0.key, $0.value.dtype, $0.value.shape) }, metadata)
        bytes.reserveCapacity(bytes.count + order.reduce(0) { $0 + $1.value.byteCount })
        for (_, tensor) in order { tensor.withUnsafeBytes { bytes += $0 } }
        return bytes
    }

    /// The header's length and the header, of tensors in their order.
    private static func header(
        _ tensors: [(name: String, dtype: DType, shape: [Int])], _ metadata: JSONObject
    ) -> [UInt8] {
        var header = JSONObject()
        if !metadata.isEmpty { header["__metadata__"] = .object(metadata) }
        var offset = 0
        for (name, dtype, shape) in tensors {
            let end = offset + shape.reduce(dtype.size, *)
            header[name] = [
                "dtype": .string(SafetensorsHeader.dtypes.first { $0.value == dtype }!.key),
                "shape": .array(shape.map { .int(Int128($0)) }),
                "data_offsets": [.int(Int128(offset)), .int(Int128(end))],
            ]
            offset = end
        }
        var head = Array(JSON.object(header).serialized(.compact).utf8)
        while head.count % 8 != 0 { head.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(head.count).littleEndian) { Array($0) } + head
    }
}

extension Tensor {
    /// [n] of `.u8`
    fileprivate init(bytes: [UInt8]) {
        self.init(uninitialized: [bytes.count], dtype: .u8)
        withUnsafeMutableBytes { target in target.copyBytes(from: bytes) }
    }
}
