package import Tensors

/// A model file in the safetensors format, mapped; tensors are views of the map.
///
/// Format: https://github.com/huggingface/safetensors#format. The header is checked in full before anything is used.
package final class SafetensorsFile: WeightSource {
    private struct Entry {
        /// Nil for a type that is not read here.
        let dtype: DType?
        let typeName: String
        let shape: [Int]
        /// The data's place behind the header, in bytes.
        let range: Range<Int>
        var byteCount: Int { range.count }
    }

    /// The path, or the name of a file in memory: what errors call it.
    package let name: String
    package let metadata: [String: String]
    /// In the header's order.
    package let names: [String]
    private let entries: [String: Entry]
    private let bytes: ModelFileBytes
    private let dataOffset: Int

    /// As the format's own implementation limits it.
    package static let maximumHeaderSize = 100_000_000

    /// Errors name the file and the reason. Directories, FIFOs and devices are errors; none of them blocks.
    package convenience init(path: String) throws(FormatError) { try self.init(ModelFileBytes(path: path)) }

    /// The same, read into memory instead of being mapped: what happens to the file afterwards does not matter.
    package convenience init(reading path: String) throws(FormatError) {
        try self.init(ModelFileBytes(path: path, isMapped: false))
    }

    /// A file that the host holds in memory; it is not copied. `release` runs exactly once: when nothing uses
    /// the memory any more, or before an error is thrown.
    package convenience init(
        memory: UnsafeRawBufferPointer, name: String, release: @escaping () -> Void
    ) throws(FormatError) {
        try self.init(ModelFileBytes(memory: memory, name: name, release: release))
    }

    package init(_ bytes: ModelFileBytes) throws(FormatError) {
        self.bytes = bytes
        name = bytes.name
        let header = try SafetensorsHeader(bytes.bytes, fileName: bytes.name)
        dataOffset = header.dataOffset
        metadata = header.metadata
        names = header.entries.map(\.name)
        var entries: [String: Entry]
        do { entries = try Dictionary(allocatingRoomFor: header.entries.count) } catch {
            throw FormatError(.outOfMemory, "\(bytes.name): \(error)")
        }
        for entry in header.entries {
            entries[entry.name] = Entry(
                dtype: entry.dtype, typeName: entry.typeName, shape: entry.shape, range: entry.range)
        }
        self.entries = entries
    }

    package func info(_ name: String) -> WeightInfo? {
        entries[name].map { entry in
            WeightInfo(
                shape: entry.shape, format: entry.dtype.map { .dense($0) } ?? .opaque(entry.typeName),
                byteCount: entry.byteCount)
        }
    }

    package func weight(_ name: String) throws -> StoredWeight { StoredWeight(try tensor(name)) }

    /// A tensor that borrows the file's memory; copied only if its place does not suit its type's alignment.
    package func tensor(_ name: String) throws(FormatError) -> Tensor {
        guard let entry = entries[name] else { throw FormatError(.malformed, "\(self.name): no tensor \(name)") }
        guard let dtype = entry.dtype else {
            throw FormatError(
                .unsupported, "\(self.name): tensor \(name) is stored as \(entry.typeName), which is not read")
        }
        return try bytes.tensor(
            at: dataOffset + entry.range.lowerBound, shape: entry.shape, dtype: dtype, named: name)
    }
}
