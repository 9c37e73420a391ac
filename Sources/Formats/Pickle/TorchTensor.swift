internal import Tensors

/// A storage of PyTorch's: a row of elements that lies in the file under a key.
struct TorchStorage: Sendable {
    let key: String
    let dtype: DType
    /// Elements, as many as the pickle says.
    let count: Int
    /// Of a view into another storage, as very old files have them: its first element there.
    var offset = 0
}

/// A tensor of PyTorch's: strides over a storage.
struct TorchTensor: Sendable {
    static let maximumRank = 16

    let storage: Int
    let dtype: DType
    /// The first element's place in the storage.
    let offset: Int
    let shape: [Int]
    /// In elements.
    let strides: [Int]
    let count: Int

    /// Nil if it would reach beyond its storage, or repeat elements of it.
    init?(in storages: [TorchStorage], _ place: Int, _ dtype: DType, offset: Int, shape: [Int], strides: [Int]) {
        let storage = storages[place]
        guard offset >= 0, shape.count == strides.count, shape.allSatisfy({ $0 >= 0 }),
            strides.allSatisfy({ $0 >= 0 })
        else { return nil }
        // the elements that the storage has of this type
        let capacity = storage.count.multipliedReportingOverflow(by: storage.dtype.size)
        guard !capacity.overflow else { return nil }
        let available = capacity.partialValue / dtype.size
        var (count, last) = (1, offset)
        for (size, stride) in zip(shape, strides) where size != 1 {
            let product = count.multipliedReportingOverflow(by: size)
            let reach = max(size - 1, 0).multipliedReportingOverflow(by: stride)
            let sum = last.addingReportingOverflow(reach.partialValue)
            guard !product.overflow, !reach.overflow, !sum.overflow else { return nil }
            (count, last) = (product.partialValue, sum.partialValue)
        }
        // without the zeros, so that no part of the shape of an empty tensor overflows later
        var extent = dtype.size
        for size in shape {
            let product = extent.multipliedReportingOverflow(by: max(size, 1))
            guard !product.overflow else { return nil }
            extent = product.partialValue
        }
        guard count == 0 ? offset <= available : last < available && count <= available else { return nil }
        (self.storage, self.dtype, self.offset, self.shape) = (place, dtype, offset, shape)
        (self.strides, self.count) = (strides, count)
    }

    /// Whether the elements lie in row-major order without gaps.
    var isContiguous: Bool {
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            guard stride == expected || count == 0 else { return false }
            expected *= size
        }
        return true
    }

    /// Elements of the storage from the first to the last.
    var span: Int { count == 0 ? 0 : 1 + zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 } }
}
