internal import Tensors

/// Rows to which others are added a few at a time: there is room for more, so that each is copied a bounded number of
/// times.
struct GrowingRows {
    /// [room, width]
    private var memory: Tensor
    private var count: Int

    /// x: [1, N, width]
    init(_ x: Tensor) {
        count = x.shape[1]
        memory = x.reshaped([count, x.shape[2]])
    }

    /// All of them. [1, N, width]
    var rows: Tensor { memory.slice(0..<count).reshaped([1, count, memory.shape[1]]) }

    /// x: [1, N, width]
    mutating func append(_ x: Tensor) throws {
        let end = count + x.shape[1]
        if end > memory.shape[0] {
            var larger = try Tensor(allocating: [max(end, 2 * count), memory.shape[1]], dtype: memory.dtype)
            larger.replaceItems(from: 0, with: memory.slice(0..<count))
            memory = larger
        }
        memory.replaceItems(from: count, with: x.reshaped([x.shape[1], memory.shape[1]]))
        count = end
    }
}
