// GGUF files (ggml's docs/gguf.md, version 3).

extension SyntheticTensor {
    /// What it is where it does not lie in blocks: small ones are f32, as ComfyUI-GGUF's converter has them.
    var ggufDense: SyntheticTensor {
        var tensor = self
        if constant == nil, count <= 1024 || shape.count == 1 { tensor.element = .F32 }
        return tensor
    }

    fileprivate var ggufType: UInt32 {
        switch element {
        case .F32: 0
        case .F16: 1
        case .BF16: 30
        case .I64: 27
        case .U8, .F8_E4M3: preconditionFailure("GGML has no type \(element)")
        }
    }
}

extension Int {
    /// What is missing to a whole multiple.
    func missing(to multiple: Int) -> Int { (multiple - self % multiple) % multiple }
}

extension SyntheticLayout {
    static var ggufAlignment: Int { 32 }

    /// The file's beginning up to its first tensor.
    func ggufHeader(_ architecture: String, _ storage: SyntheticStorage) -> [UInt8] {
        var bytes = Array("GGUF".utf8)
        func put<T: FixedWidthInteger>(_ value: T) { withUnsafeBytes(of: value.littleEndian) { bytes += Array($0) } }
        func put(_ text: String) {
            put(UInt64(text.utf8.count))
            bytes += Array(text.utf8)
        }
        put(UInt32(3))
        put(UInt64(tensors.count))
        put(UInt64(1))
        put("general.architecture")
        put(UInt32(8))
        put(architecture)
        var offset = 0
        for tensor in tensors {
            put(tensor.name)
            put(UInt32(tensor.shape.count))
            for size in tensor.shape.reversed() { put(UInt64(size)) }
            let (type, byteCount) = Self.ggufPlace(tensor, storage)
            put(type)
            put(UInt64(offset))
            offset += byteCount + byteCount.missing(to: Self.ggufAlignment)
        }
        return bytes + Array(repeating: 0, count: bytes.count.missing(to: Self.ggufAlignment))
    }

    private static func ggufPlace(_ tensor: SyntheticTensor, _ storage: SyntheticStorage) -> (UInt32, Int) {
        if let block = storage.block, tensor.isBlocked(in: storage) {
            return (block.type, tensor.count / block.elements * block.bytes)
        }
        return (tensor.ggufDense.ggufType, tensor.ggufDense.byteCount)
    }
}
