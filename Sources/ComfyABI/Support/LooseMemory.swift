internal import CComfy
internal import Engine
internal import Glibc
internal import System

/// Memory that the host gives back through `comfy_free`.
enum LooseMemory {
    /// The addresses that are out, so that anything else is recognised.
    private static let live = ProcessLock<Set<UInt>>([])

    /// A text's copy. Throws if there is no memory for it.
    static func string(_ text: String) throws(Failure) -> UnsafeMutablePointer<CChar> {
        var text = text
        return try lent(text.withUTF8(copied), text.utf8.count)
    }

    /// The same of UTF-8.
    static func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> UnsafeMutablePointer<CChar> {
        try lent(copied(bytes), bytes.count)
    }

    private static func copied(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeMutablePointer<CChar>? {
        guard let memory = malloc(bytes.count + 1) else { return nil }
        if let source = bytes.baseAddress { memory.copyMemory(from: source, byteCount: bytes.count) }
        memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        return memory.bindMemory(to: CChar.self, capacity: bytes.count + 1)
    }

    private static func lent(
        _ copy: UnsafeMutablePointer<CChar>?, _ count: Int
    ) throws(Failure) -> UnsafeMutablePointer<CChar> {
        guard let copy else { throw Failure(COMFY_STATUS_OUT_OF_RESOURCES, "out of memory: a text of \(count) bytes") }
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
