internal import System
package import Tensors

/// The bytes of a model file, whatever its format: mapped, read, or lent by the host.
package final class ModelFileBytes: Sendable {
    /// The path, or the name of a file in memory: what errors call it.
    package let name: String
    private let storage: TensorStorage
    private let map: MappedFile?

    /// Directories, FIFOs and devices are errors; none of them blocks.
    ///
    /// - Parameter isMapped: false reads the file into memory: what happens to it afterwards does not matter.
    package convenience init(path: String, isMapped: Bool = true) throws(FormatError) {
        guard isMapped else {
            guard let storage = try Self.contents(path) else {
                throw FormatError(.malformed, "\(path): the file is empty")
            }
            try self.init(
                UnsafeRawBufferPointer(start: storage.pointer, count: storage.byteCount), name: path, map: nil,
                release: { withExtendedLifetime(storage) {} })
            return
        }
        let map: MappedFile
        do { map = try MappedFile(path: path) } catch { throw FormatError(error) }
        try self.init(map.bytes, name: path, map: map) { _ = map }
    }

    /// Nil for an empty file.
    private static func contents(_ path: String) throws(FormatError) -> TensorStorage? {
        var storage: TensorStorage?
        do {
            try WholeFile.read(path) { (size) throws(OutOfMemoryError) in
                let room = try TensorStorage(allocating: size)
                if size > 0 { storage = room }
                return room.pointer
            }
        } catch {
            switch error {
            case .system(let error): throw FormatError(error)
            case .room(let error): throw FormatError(.tooLarge, "\(path): \(error)")
            }
        }
        return storage
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
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            release()
            throw FormatError(.malformed, "\(name): the file is empty")
        }
        // from here on the storage releases the memory, whatever is thrown
        storage = TensorStorage(
            borrowing: UnsafeMutableRawPointer(mutating: start), byteCount: bytes.count, isFileMap: map != nil,
            check: { try Self.check(map, holds: bytes.count, name) }, release: release)
        (self.name, self.map) = (name, map)
    }

    package var count: Int { storage.byteCount }

    /// Valid as long as this object lives.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage.pointer, count: count) }

    /// A tensor that borrows the file's memory from `offset` on, where the caller has seen that it fits; copied only if
    /// its place does not suit its type's alignment.
    package func tensor(
        at offset: Int, shape: [Int], dtype: DType, named tensorName: String
    ) throws(FormatError) -> Tensor {
        let byteCount = shape.reduce(dtype.size, *)
        precondition(offset >= 0 && byteCount >= 0 && offset <= count - byteCount)
        try Self.check(map, holds: offset + byteCount, name)
        guard UInt(bitPattern: storage.pointer + offset) % UInt(dtype.size) != 0 else {
            return Tensor(storage: storage, byteOffset: offset, shape: shape, dtype: dtype)
        }
        do {
            var copy = try Tensor(allocating: shape, dtype: dtype)
            copy.withUnsafeMutableBytes { target in
                target.copyMemory(from: UnsafeRawBufferPointer(start: storage.pointer + offset, count: byteCount))
            }
            return copy
        } catch {
            throw FormatError(.tooLarge, "\(name): tensor \(tensorName): \(error)")
        }
    }

    private static func check(_ map: MappedFile?, holds count: Int, _ name: String) throws(FormatError) {
        guard let map, !map.stillHolds(count) else { return }
        throw FormatError(.io, "\(name): the file was truncated after it was opened")
    }
}
