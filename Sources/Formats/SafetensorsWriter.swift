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
        let bytes = serialize(tensors, metadata: metadata)
        do { return try AtomicFile.write(bytes, to: path, overwriting: overwriting) } catch { throw FormatError(error) }
    }

    /// The file's bytes. `metadata` holds strings.
    package static func serialize(_ tensors: [String: Tensor], metadata: JSONObject = [:]) -> [UInt8] {
        let order = SafetensorsHeader.dtypes.flatMap { _, dtype in
            tensors.filter { $0.value.dtype == dtype }
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
        var header = JSONObject()
        if !metadata.isEmpty { header["__metadata__"] = .object(metadata) }
        var offset = 0
        for (name, tensor) in order {
            let end = offset + tensor.byteCount
            header[name] = [
                "dtype": .string(SafetensorsHeader.dtypes.first { $0.value == tensor.dtype }!.key),
                "shape": .array(tensor.shape.map { .int(Int128($0)) }),
                "data_offsets": [.int(Int128(offset)), .int(Int128(end))],
            ]
            offset = end
        }
        var head = Array(JSON.object(header).serialized(.compact).utf8)
        while head.count % 8 != 0 { head.append(UInt8(ascii: " ")) }
        var bytes = withUnsafeBytes(of: UInt64(head.count).littleEndian) { Array($0) }
        bytes.reserveCapacity(bytes.count + head.count + offset)
        bytes += head
        for (_, tensor) in order { tensor.withUnsafeBytes { bytes += $0 } }
        return bytes
    }
}
