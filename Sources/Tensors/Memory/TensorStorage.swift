internal import Glibc

/// A block of memory that tensors share.
///
/// `@unchecked Sendable`: a storage is written only through `Tensor.withMutableFloats`, which
/// requires a unique reference; once shared it is only read.
package final class TensorStorage: @unchecked Sendable {
    package let pointer: UnsafeMutableRawPointer
    package let byteCount: Int
    private let release: () -> Void

    /// Uninitialised memory of its own, aligned to a cache line. Where it is refused the refusal is noted (`Refusal`), and
    /// the memory is nobody's. Traps only where there are no addresses for it either.
    package convenience init(byteCount: Int) {
        do {
            self.init(try TensorMemory.allocate(byteCount), byteCount: byteCount)
        } catch {
            Refusal.note(byteCount)
            guard let sink = SinkMemory.take(byteCount) else { fatalError("\(error)") }
            self.init(sink: sink.pointer, byteCount: byteCount, isKept: sink.isKept)
        }
    }

    /// Uninitialised memory of its own, aligned to a cache line.
    package convenience init(allocating byteCount: Int) throws(OutOfMemoryError) {
        self.init(try TensorMemory.allocate(byteCount), byteCount: byteCount)
    }

    private init(_ block: TensorMemory.Block, byteCount: Int) {
        pointer = block.pointer
        self.byteCount = byteCount
        release = { TensorMemory.release(block) }
    }

    private init(sink: UnsafeMutableRawPointer, byteCount: Int, isKept: Bool) {
        pointer = sink
        self.byteCount = byteCount
        release = { if !isKept { SinkMemory.release(sink, byteCount) } }
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

    /// Fills memory that was just allocated with zeros, until the work is cancelled.
    func clear(_ byteCount: Int) {
        for stretch in (0..<byteCount).haltingStretches() {
            (pointer + stretch.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: stretch.count)
        }
    }

    /// Copies into memory that was just allocated, until the work is cancelled.
    func copy(_ source: UnsafeRawPointer, _ byteCount: Int, to place: Int = 0) {
        precondition(!isBorrowed && place >= 0 && place + byteCount <= self.byteCount)
        for stretch in (0..<byteCount).haltingStretches() {
            (pointer + place + stretch.lowerBound).copyMemory(
                from: source + stretch.lowerBound, byteCount: stretch.count)
        }
    }

    deinit { release() }
}
