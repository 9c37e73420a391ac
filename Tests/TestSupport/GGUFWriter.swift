internal import Formats
package import Tensors

/// Writes GGUF files (ggml's docs/gguf.md, version 3).
package struct GGUFWriter {
    private var entries: [[UInt8]] = []

    package init() {}

    /// What llama.cpp calls the parts of a language model, behind the names that the model's own files have.
    package static let languageNames = [
        ("model.layers", "blk"), ("model.embed_tokens", "token_embd"), ("model.norm", "output_norm"),
        ("input_layernorm", "attn_norm"), ("self_attn.q_norm", "attn_q_norm"), ("self_attn.k_norm", "attn_k_norm"),
        ("self_attn.q_proj", "attn_q"), ("self_attn.k_proj", "attn_k"), ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"), ("mlp.up_proj", "ffn_up"), ("mlp.down_proj", "ffn_down"),
        ("mlp.gate_proj", "ffn_gate"),
    ]

    // MARK: Metadata

    private static func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    private static func text(_ text: String) -> [UInt8] { bytes(UInt64(text.utf8.count)) + Array(text.utf8) }

    private mutating func add(_ key: String, type: UInt32, _ value: [UInt8]) {
        var entry = Self.text(key)
        entry += Self.bytes(type)
        entry += value
        entries.append(entry)
    }
    private mutating func add(_ key: String, listOf type: UInt32, _ values: [[UInt8]]) {
        var list = Self.bytes(type)
        list += Self.bytes(UInt64(values.count))
        for value in values { list += value }
        add(key, type: 9, list)
    }

    package mutating func add(_ key: String, _ value: String) { add(key, type: 8, Self.text(value)) }
    package mutating func add(_ key: String, _ value: UInt32) { add(key, type: 4, Self.bytes(value)) }
    package mutating func add(_ key: String, _ values: [String]) { add(key, listOf: 8, values.map { Self.text($0) }) }
    package mutating func add(_ key: String, _ values: [Float]) {
        add(key, listOf: 6, values.map { Self.bytes($0.bitPattern) })
    }
    package mutating func add(_ key: String, _ values: [Int32]) {
        add(key, listOf: 5, values.map { Self.bytes($0) })
    }

    // MARK: Tensors

    /// - Parameters:
    ///   - tensors: f32, f16 and bf16, which stay what they are
    ///   - blocks: the names of those that are to lie in blocks of Q8_0; of f32, with rows of whole blocks
    package func bytes(_ tensors: [String: Tensor], blocks: Set<String> = []) -> [UInt8] {
        let types: [DType: UInt32] = [.f32: 0, .f16: 1, .bf16: 30]
        var head: [UInt8] = Array("GGUF".utf8)
        head += Self.bytes(UInt32(3))
        head += Self.bytes(UInt64(tensors.count))
        head += Self.bytes(UInt64(entries.count))
        for entry in entries { head += entry }
        var body: [UInt8] = []
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            head += Self.text(name)
            head += Self.bytes(UInt32(tensor.rank))
            for side in tensor.shape.reversed() { head += Self.bytes(UInt64(side)) }
            head += Self.bytes(blocks.contains(name) ? UInt32(8) : types[tensor.dtype]!)
            head += Self.bytes(UInt64(body.count))
            if blocks.contains(name) {
                body += Self.blocks(tensor.floats)
            } else {
                tensor.withUnsafeBytes { body += $0 }
            }
            body += [UInt8](repeating: 0, count: (32 - body.count % 32) % 32)
        }
        head += [UInt8](repeating: 0, count: (32 - head.count % 32) % 32)
        return head + body
    }

    /// A file in memory.
    package func file(
        _ tensors: [String: Tensor], blocks: Set<String> = [], name: String = "model.gguf"
    ) throws -> any WeightSource {
        let all = bytes(tensors, blocks: blocks)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: all.count, alignment: 64)
        memory.copyBytes(from: all)
        return try ModelFile.open(memory: UnsafeRawBufferPointer(memory), name: name) { memory.deallocate() }
    }

    /// Q8_0: 32 numbers each, as integers of 8 bits with a scale in half precision.
    private static func blocks(_ values: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: values.count, by: 32) {
            let block = values[start..<start + 32]
            let scale = Float16(block.lazy.map(abs).max()! / 127)
            withUnsafeBytes(of: scale) { bytes += $0 }
            bytes += block.map {
                scale == 0 ? 0 : UInt8(bitPattern: Int8(max(-127, min(127, ($0 / Float(scale)).rounded()))))
            }
        }
        return bytes
    }
}
