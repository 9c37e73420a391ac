internal import Tensors

/// How the matrices of a synthetic model are stored; what is not a matrix is f32 or like the rest.
package enum SyntheticStorage: String, CaseIterable, Sendable {
    case f16, bf16, q8_0, q4_k

    /// Whether elements lie in blocks, which GGUF files have.
    package var isInBlocks: Bool { self == .q8_0 || self == .q4_k }

    /// Of what does not lie in blocks.
    var element: SyntheticTensor.Element { self == .f16 ? .F16 : .BF16 }

    /// GGML's type of the blocks, the elements of one, and its bytes.
    var block: (type: UInt32, elements: Int, bytes: Int)? {
        switch self {
        case .f16, .bf16: nil
        case .q8_0: (8, 32, 34)
        case .q4_k: (12, 256, 144)
        }
    }
}

extension SyntheticTensor {
    /// Whether ComfyUI-GGUF's converter would put it into blocks: a matrix of whole blocks that is not small.
    func isBlocked(in storage: SyntheticStorage) -> Bool {
        guard let block = storage.block, constant == nil else { return false }
        return shape.count == 2 && shape[1] % block.elements == 0 && count > 1024
    }

    /// Blocks of random codes, whose values are about uniform around 0 and as large as those of the tensor. `adjust` does
    /// not act on them.
    func blocks(_ storage: SyntheticStorage, seed: UInt64) -> [UInt8] {
        guard let block = storage.block else { preconditionFailure("\(storage) has no blocks") }
        let blockCount = count / block.elements
        return [UInt8](unsafeUninitializedCapacity: blockCount * block.bytes) { buffer, written in
            written = blockCount * block.bytes
            Self.fill(UnsafeMutableRawBufferPointer(buffer), key: Self.key(seed: seed, name: source ?? name))
            let memory = UnsafeMutableRawPointer(buffer.baseAddress!)
            for index in 0..<blockCount {
                let at = memory + index * block.bytes
                if storage == .q8_0 {
                    at.storeBytes(of: Float16(half / 128), as: Float16.self)
                    continue
                }
                // eight scales and eight minima of 8 each, of which a minimum is to be half of the codes' range
                let scale = half / (8 * 7.5)
                at.storeBytes(of: Float16(scale), as: Float16.self)
                (at + 2).storeBytes(of: Float16(scale * 7.5), as: Float16.self)
                (at + 4).storeBytes(of: 0x0808_0808_0808_0808, as: UInt64.self)
                (at + 12).storeBytes(of: 0x8888_8888, as: UInt32.self)
            }
        }
    }

    /// Random bytes.
    private static func fill(_ bytes: UnsafeMutableRawBufferPointer, key: UInt64) {
        for at in stride(from: 0, to: bytes.count - 7, by: 8) {
            bytes.storeBytes(of: mixed(key, UInt64(at)), toByteOffset: at, as: UInt64.self)
        }
        for at in bytes.count / 8 * 8..<bytes.count { bytes[at] = UInt8(truncatingIfNeeded: mixed(key, UInt64(at))) }
    }
}
