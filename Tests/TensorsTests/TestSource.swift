import Tensors

/// Weights in memory, as a pickle holds them: in no order of the file's, each made when it is asked for.
struct TestSource: WeightSource {
    struct Missing: Error {}

    let name = "test"
    let metadata: [String: String] = [:]
    private let weights: [String: @Sendable () throws -> StoredWeight]
    private let infos: [String: WeightInfo]

    init(_ tensors: [String: Tensor]) {
        weights = tensors.mapValues { tensor in { StoredWeight(tensor) } }
        infos = tensors.mapValues {
            WeightInfo(shape: $0.shape, format: .dense($0.dtype), byteCount: $0.byteCount)
        }
    }

    /// The same tensors in blocks, whatever their shapes.
    init(quantizing tensors: [String: Tensor]) {
        let blocks = tensors.mapValues { (bytes: TestBlocks.quantized($0), shape: $0.shape) }
        weights = blocks.mapValues { blocks in
            { StoredWeight(blocks: blocks.bytes, TestBlocks.format, shape: blocks.shape) }
        }
        infos = blocks.mapValues {
            WeightInfo(shape: $0.shape, format: .blocks(TestBlocks.format), byteCount: $0.bytes.byteCount)
        }
    }

    var names: [String] { weights.keys.sorted() }
    func info(_ name: String) -> WeightInfo? { infos[name] }

    func weight(_ name: String) throws -> StoredWeight {
        guard let weight = weights[name] else { throw Missing() }
        return try weight()
    }
}

/// Blocks of 32 numbers of 8 bits behind a scale in f32.
enum TestBlocks {
    static let format = BlockFormat(name: "test8", elementCount: 32, byteCount: 36) { blocks, elements in
        for i in elements.indices {
            let scale = blocks.unsafeLoadUnaligned(fromByteOffset: i / 32 * 36, as: Float.self)
            elements[i] = scale * Float(blocks.unsafeLoad(fromByteOffset: i / 32 * 36 + 4 + i % 32, as: Int8.self))
        }
    }

    /// [n] of `.u8`
    static func quantized(_ tensor: Tensor) -> Tensor {
        let values = tensor.floats
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: values.count, by: 32) {
            let block = values[start..<min(start + 32, values.count)]
            let scale = (block.map(abs).max() ?? 0) / 127
            withUnsafeBytes(of: scale) { bytes += $0 }
            for i in 0..<32 {
                let value = i < block.count && scale > 0 ? (block[start + i] / scale).rounded() : 0
                bytes.append(UInt8(bitPattern: Int8(value)))
            }
        }
        var result = Tensor(uninitialized: [bytes.count], dtype: .u8)
        result.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
        return result
    }

    /// What the blocks of a tensor stand for, by a loop of its own.
    static func decoded(_ tensor: Tensor) -> Tensor {
        let bytes = quantized(tensor).withUnsafeBytes { Array($0) }
        return Tensor(
            (0..<tensor.count).map { i in
                let block = i / 32 * 36
                let scale = bytes[block..<block + 4].withUnsafeBytes { $0.loadUnaligned(as: Float.self) }
                return scale * Float(Int8(bitPattern: bytes[block + 4 + i % 32]))
            }, shape: tensor.shape)
    }
}
