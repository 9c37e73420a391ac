internal import CIsolation
internal import Configuration
internal import Glibc

/// Memory of both processes that is used again and again: for pixels, which the receiver copies as they come. A page
/// that is touched for the first time costs more than its copy, so fresh memory for each picture would be the most of
/// its price.
///
/// `@unchecked Sendable`: one end writes it only while it is not lent, the other reads it only while it is.
final class SharedBuffer: @unchecked Sendable {
    /// Bytes before the content: whether it is lent.
    private static let headSize = 64

    let descriptor: Int32
    /// Bytes of content that it can take.
    let capacity: Int
    private let start: UnsafeMutableRawPointer

    /// - Throws: if the system has no memory for all of it, rather than when it is touched.
    init(capacity: Int) throws(EngineError) {
        let size = Self.headSize + capacity
        descriptor = ci_memory_make(size, 1)
        guard descriptor >= 0 else { throw Self.failure(errno) }
        var status = posix_fallocate(descriptor, 0, off_t(size))
        let map = status == 0 ? Self.map(descriptor, size) : nil
        if status == 0 && map == nil { status = errno }
        guard let map else {
            close(descriptor)
            throw Self.failure(status)
        }
        start = map
        self.capacity = capacity
    }

    /// Takes over the descriptor of the other process's.
    ///
    /// - Throws: if that process could still shrink it, and so have this one killed.
    init(received descriptor: Int32) throws(WireError) {
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_size > Self.headSize,
            ci_memory_is_sealed(descriptor, Int(info.st_size), 1) != 0,
            let map = Self.map(descriptor, Int(info.st_size))
        else {
            close(descriptor)
            throw WireError("a buffer that can shrink, or not be mapped")
        }
        self.descriptor = descriptor
        start = map
        capacity = Int(info.st_size) - Self.headSize
    }

    private static func map(_ descriptor: Int32, _ size: Int) -> UnsafeMutableRawPointer? {
        let map = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        return map == MAP_FAILED ? nil : map
    }

    private static func failure(_ status: Int32) -> EngineError {
        EngineError(.outOfResources, "cannot share memory with another process: \(String(cString: strerror(status)))")
    }

    private var flag: UnsafeMutablePointer<UInt32> { start.assumingMemoryBound(to: UInt32.self) }

    // MARK: The end that writes

    var isLent: Bool { ci_shared_load(flag) != 0 }

    /// Lends these parts, each at the next multiple of `SharedMemory.aligned`.
    func lend(_ parts: [UnsafeRawBufferPointer]) {
        var position = start + Self.headSize
        for part in parts {
            if let from = part.baseAddress { position.copyMemory(from: from, byteCount: part.count) }
            position += SharedMemory.aligned(part.count)
        }
        ci_shared_store(flag, 1)
    }

    // MARK: The end that reads

    /// Its first bytes, to be copied before it is given back.
    func content(_ byteCount: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start + Self.headSize, count: byteCount)
    }

    func giveBack() { ci_shared_store(flag, 0) }

    deinit {
        munmap(start, Self.headSize + capacity)
        close(descriptor)
    }
}

/// The buffers of one direction. Both ends know them by number, from 1.
struct SharedBuffers {
    /// As many as may wait to be read; what comes beyond goes another way.
    static let count = 4
    /// Larger contents go another way, so that little memory lies idle.
    private static let largest = 16 << 20
    private static let granularity = 256 << 10

    private var buffers: [SharedBuffer?] = Array(repeating: nil, count: count)

    /// One that is free and large enough, made if need be; nil if there is none.
    mutating func take(_ byteCount: Int) -> (number: UInt32, buffer: SharedBuffer, isNew: Bool)? {
        guard byteCount <= Self.largest else { return nil }
        var place: Int?
        for (index, buffer) in buffers.enumerated() {
            guard let buffer else {
                place = place ?? index
                break
            }
            guard !buffer.isLent else { continue }
            if buffer.capacity >= byteCount { return (UInt32(index + 1), buffer, false) }
            place = place ?? index
        }
        let capacity = (byteCount + Self.granularity - 1) / Self.granularity * Self.granularity
        guard let place, let buffer = try? SharedBuffer(capacity: capacity) else { return nil }
        buffers[place] = buffer
        return (UInt32(place + 1), buffer, true)
    }

    /// The other end's one of that number, which came with its descriptor, or before.
    ///
    /// - Throws: if there is none, or it holds less.
    mutating func received(_ number: UInt32, _ descriptor: Int32?, _ byteCount: Int) throws(WireError) -> SharedBuffer {
        guard (1...Self.count).contains(Int(number)) else {
            if let descriptor { close(descriptor) }
            throw WireError("a buffer of number \(number)")
        }
        let index = Int(number) - 1
        if let descriptor { buffers[index] = try SharedBuffer(received: descriptor) }
        guard let buffer = buffers[index], byteCount <= buffer.capacity else {
            throw WireError("a buffer that is not there, or too small")
        }
        return buffer
    }
}
