internal import Glibc

/// A block of memory that tensors share.
///
/// `@unchecked Sendable`: a storage is written only through `Tensor.withMutableFloats`, which
/// requires a unique reference; once shared it is only read.
package final class TensorStorage: @unchecked Sendable {
    package let pointer: UnsafeMutableRawPointer
    package let byteCount: Int
    private let release: () -> Void

    /// Uninitialised memory of its own, aligned to a cache line. Traps when there is none:
    /// for small sizes that no input decides.
    package convenience init(byteCount: Int) {
        do {
            try self.init(allocating: byteCount)
        } catch {
            fatalError("\(error)")
        }
    }

    /// Uninitialised memory of its own, aligned to a cache line.
    package init(allocating byteCount: Int) throws(OutOfMemoryError) {
        let block = try TensorMemory.allocate(byteCount)
        pointer = block.pointer
        self.byteCount = byteCount
        release = { TensorMemory.release(block) }
    }

    /// Memory that somebody else owns: `release` runs once, when the last tensor is gone.
    /// The memory must not be written; `isBorrowed` tensors copy before they are changed.
    /// `isFileMap`: it is a read-only map of a file, whose pages `discardPages` may give back.
    /// `check`: throws when the memory cannot be read any more.
    package init(
        borrowing pointer: UnsafeMutableRawPointer, byteCount: Int, isFileMap: Bool = false,
        check: @escaping () throws -> Void = {}, release: @escaping () -> Void
    ) {
        self.pointer = pointer
        self.byteCount = byteCount
        self.release = release
        self.isFileMap = isFileMap
        self.check = check
        isBorrowed = true
    }

    private(set) var isFileMap = false
    private var check: () throws -> Void = {}

    /// Throws when borrowed memory cannot be read any more, since its file was cut short.
    func checkSource() throws { try check() }

    /// Says that the bytes `range` will hardly be read again: the pages of a file map that lie in it
    /// leave the process's resident memory (a later read brings them back from the file).
    package func discardPages(_ range: Range<Int>) {
        guard isFileMap, !range.isEmpty else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let base = Int(bitPattern: pointer)
        let first = (base + range.lowerBound + page - 1) / page * page
        let last = (base + range.upperBound) / page * page
        if first < last { madvise(UnsafeMutableRawPointer(bitPattern: first), last - first, MADV_DONTNEED) }
    }

    package private(set) var isBorrowed = false

    deinit { release() }
}
