internal import Engine
internal import Glibc
internal import System

/// Memory that the host gives back through `comfy_free`.
enum LooseMemory {
    /// The addresses that are out, so that anything else is recognised.
    private static let live = Monitor<Set<UInt>>([])

    static func string(_ text: String) -> UnsafeMutablePointer<CChar> {
        let copy = CText(text).consume()
        live.withLock { _ = $0.insert(UInt(bitPattern: copy)) }
        return copy
    }

    static func free(_ memory: UnsafeMutableRawPointer?) {
        guard let memory else { return }
        guard live.withLock({ $0.remove(UInt(bitPattern: memory)) }) != nil else {
            Log.error("comfy_free: not memory of this library, or freed before")
            return
        }
        Glibc.free(memory)
    }
}

/// A NUL-terminated copy of a text.
struct CText: ~Copyable {
    let pointer: UnsafeMutablePointer<CChar>

    init(_ text: String) {
        var text = text
        pointer = text.withUTF8 { bytes in
            guard let memory = malloc(bytes.count + 1) else { fatalError("out of memory: \(bytes.count) bytes") }
            if let source = bytes.baseAddress { memory.copyMemory(from: source, byteCount: bytes.count) }
            memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
            return memory.bindMemory(to: CChar.self, capacity: bytes.count + 1)
        }
    }

    /// Hands the memory over; it is to be freed with `free`.
    consuming func consume() -> UnsafeMutablePointer<CChar> {
        let pointer = pointer
        discard self
        return pointer
    }

    deinit { free(pointer) }
}
