internal import System
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
    private let storage: TensorStorage
    private let dataOffset: Int
    private let map: MappedFile?

    /// As the format's own implementation limits it.
    package static let maximumHeaderSize = 100_000_000

    /// Errors name the file and the reason. Directories, FIFOs and devices are errors; none of them blocks.
    package convenience init(path: String) throws(FormatError) {
        let map = try Self.map(path)
        try self.init(map.bytes, name: path, map: map) { _ = map }
    }

    /// The same, read into memory instead of being mapped: what happens to the file afterwards does not matter.
    package convenience init(reading path: String) throws(FormatError) {
        let map = try Self.map(path)
        guard let start = map.bytes.baseAddress else { throw Self.isEmpty(path) }
        let storage: TensorStorage
        do {
            storage = try TensorStorage(allocating: map.bytes.count)
        } catch {
            throw FormatError(.tooLarge, "\(path): \(error)")
        }
        storage.pointer.copyMemory(from: start, byteCount: map.bytes.count)
        try self.init(
            UnsafeRawBufferPointer(start: storage.pointer, count: map.bytes.count), name: path, map: nil,
            release: { withExtendedLifetime(storage) {} })
    }

    /// A file that the host holds in memory; it is not copied. `release` runs exactly once: when nothing uses
    /// the memory any more, or before an error is thrown.
    package convenience init(
        memory: UnsafeRawBufferPointer, name: String, release: @escaping () -> Void
    ) throws(FormatError) {
        try self.init(memory, name: name, map: nil, release: release)
    }

    private init(
        _ bytes: UnsafeRawBufferPointer, name: String, map: MappedFile?, release: @escaping () -> Void
    ) throws(FormatError) {
        guard let start = bytes.baseAddress else {
            release()
            throw Self.isEmpty(name)
        }
        // from here on the storage releases the memory, whatever is thrown
        storage = TensorStorage(
            borrowing: UnsafeMutableRawPointer(mutating: start), byteCount: bytes.count, isFileMap: map != nil,
            check: { try Self.check(map, holds: bytes.count, name) }, release: release)
        self.name = name
        self.map = map
        let header = try SafetensorsHeader(bytes, fileName: name)
        dataOffset = header.dataOffset
        metadata = header.metadata
        names = header.entries.map(\.name)
        var entries: [String: Entry] = [:]
        for entry in header.entries {
            entries[entry.name] = Entry(
                dtype: entry.dtype, typeName: entry.typeName, shape: entry.shape, range: entry.range)
        }
        self.entries = entries
    }

    private static func map(_ path: String) throws(FormatError) -> MappedFile {
        do { return try MappedFile(path: path) } catch { throw FormatError(error) }
    }

    private static func isEmpty(_ name: String) -> FormatError {
        FormatError(.malformed, "\(name): the file is empty")
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
        let offset = dataOffset + entry.range.lowerBound
        try Self.check(map, holds: offset + entry.byteCount, self.name)
        guard UInt(bitPattern: storage.pointer + offset) % UInt(dtype.size) != 0 else {
            return Tensor(storage: storage, byteOffset: offset, shape: entry.shape, dtype: dtype)
        }
        do {
            var copy = try Tensor(allocating: entry.shape, dtype: dtype)
            copy.withUnsafeMutableBytes { target in
                target.copyMemory(from: UnsafeRawBufferPointer(start: storage.pointer + offset, count: entry.byteCount))
            }
            return copy
        } catch {
            throw FormatError(.tooLarge, "\(self.name): tensor \(name): \(error)")
        }
    }

    private static func check(_ map: MappedFile?, holds count: Int, _ name: String) throws(FormatError) {
        guard let map, !map.stillHolds(count) else { return }
        throw FormatError(.io, "\(name): the file was truncated after it was opened")
    }
}
