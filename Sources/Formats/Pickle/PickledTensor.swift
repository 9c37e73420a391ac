import Tensors

/// A tensor of a pickle, and where it lies in the file.
struct PickledTensor {
    let tensor: TorchTensor
    /// Of the first element.
    private let byteOffset: Int

    /// - Parameters:
    ///   - place: in the heap
    ///   - places: of the storages in the file, by their keys
    ///   - name: for errors
    /// - Throws: where the file is too short.
    init(
        _ place: Int, of heap: PickleHeap, in places: [String: Range<Int>], named name: String
    ) throws(FormatError) {
        tensor = heap.tensors[place]
        let storage = heap.storages[tensor.storage]
        guard let place = places[storage.key] else {
            throw FormatError(.malformed, "truncated: tensor \(name) has no data")
        }
        let start = (
            tensor.offset.multipliedReportingOverflow(by: tensor.dtype.size),
            storage.offset.multipliedReportingOverflow(by: storage.dtype.size)
        )
        let first = start.0.partialValue.addingReportingOverflow(start.1.partialValue)
        guard !start.0.overflow, !start.1.overflow, !first.overflow, first.partialValue <= place.count,
            tensor.span <= (place.count - first.partialValue) / tensor.dtype.size
        else { throw FormatError(.malformed, "truncated: tensor \(name) does not fit in its data") }
        byteOffset = place.lowerBound + first.partialValue
    }

    /// The tensor in row-major order.
    func load(from bytes: ModelFileBytes, named name: String) throws -> Tensor {
        guard !tensor.isContiguous else {
            return try bytes.tensor(at: byteOffset, shape: tensor.shape, dtype: tensor.dtype, named: name)
        }
        let source = try bytes.tensor(at: byteOffset, shape: [tensor.span], dtype: tensor.dtype, named: name)
        var result = try Tensor(allocating: tensor.shape, dtype: tensor.dtype)
        let size = tensor.dtype.size
        result.withUnsafeMutableBytes { target in
            source.withUnsafeBytes { source in
                var index = [Int](repeating: 0, count: tensor.shape.count)
                for at in 0..<tensor.count {
                    let from = zip(index, tensor.strides).reduce(0) { $0 + $1.0 * $1.1 }
                    (target.baseAddress! + at * size).copyMemory(
                        from: source.baseAddress! + from * size, byteCount: size)
                    for axis in index.indices.reversed() {
                        index[axis] += 1
                        if index[axis] < tensor.shape[axis] { break }
                        index[axis] = 0
                    }
                }
            }
        }
        return result
    }
}
