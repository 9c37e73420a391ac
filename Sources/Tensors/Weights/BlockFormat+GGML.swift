internal import CKernels

extension BlockFormat {
    /// GGML's formats by its numbers (gguf-py, constants.py).
    private static let formats: [UInt32: (name: String, elements: Int, bytes: Int, kernel: ck_block_format)] = [
        2: ("Q4_0", 32, 18, CK_Q4_0), 3: ("Q4_1", 32, 20, CK_Q4_1), 6: ("Q5_0", 32, 22, CK_Q5_0),
        7: ("Q5_1", 32, 24, CK_Q5_1), 8: ("Q8_0", 32, 34, CK_Q8_0), 10: ("Q2_K", 256, 84, CK_Q2_K),
        11: ("Q3_K", 256, 110, CK_Q3_K), 12: ("Q4_K", 256, 144, CK_Q4_K), 13: ("Q5_K", 256, 176, CK_Q5_K),
        14: ("Q6_K", 256, 210, CK_Q6_K), 20: ("IQ4_NL", 32, 18, CK_IQ4_NL), 23: ("IQ4_XS", 256, 136, CK_IQ4_XS),
    ]

    /// Those that ComfyUI-GGUF has no decoder of its own for.
    private static let exact: Set<UInt32> = [20, 23]

    /// A format of GGML's; nil for one that is not in blocks, or not read.
    ///
    /// - Parameter arithmetic: what each operation is rounded to. Half precision is what ComfyUI-GGUF decodes with; formats
    ///   that it leaves to the `gguf` package are decoded in f32.
    package static func ggml(_ number: UInt32, arithmetic: DType = .f16) -> BlockFormat? {
        guard let (name, elements, bytes, kernel) = formats[number] else { return nil }
        let (type, sufficient): (ck_type, DType) =
            switch exact.contains(number) ? .f32 : arithmetic {
            case .f16: (CK_F16, .f16)
            case .bf16: (CK_BF16, .bf16)
            default: (CK_F32, .f32)
            }
        return BlockFormat(
            name: name, elementCount: elements, byteCount: bytes,
            sufficientType: sufficient == .bf16 ? .f32 : sufficient,
            inArithmetic: { ggml(number, arithmetic: $0)! }
        ) { blocks, target in
            blocks.withUnsafeBytes { source in
                target.withUnsafeMutableBufferPointer { target in
                    guard let from = source.baseAddress, let to = target.baseAddress else { return }
                    ck_expand_blocks(
                        to, from, Int32(kernel.rawValue), Int32(type.rawValue), Int64(target.count / elements))
                }
            }
        }
    }
}
