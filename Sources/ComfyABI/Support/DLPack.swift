internal import CComfy
internal import Glibc
internal import Tensors

/// DLPack 1.x on the CPU: https://dmlc.github.io/dlpack/latest/c_api.html
extension Tensor {
    private static var greatestRank: Int32 { 32 }

    /// The host's tensor: its memory, unless the elements do not lie densely in rows; then a copy. Takes the tensor over
    /// where it does not throw.
    init(adopting managed: UnsafeMutablePointer<DLManagedTensorVersioned>) throws(Failure) {
        func refuse(_ reason: String) -> Failure { Failure(COMFY_STATUS_INVALID_ARGUMENT, "the tensor's \(reason)") }
        guard managed.pointee.version.major == UInt32(DLPACK_MAJOR_VERSION) else {
            throw refuse("DLPack version \(managed.pointee.version.major) is not \(DLPACK_MAJOR_VERSION)")
        }
        let source = managed.pointee.dl_tensor
        guard source.device.device_type == kDLCPU else { throw refuse("device is not the CPU") }
        guard let dtype = DType(source.dtype) else {
            throw refuse("elements (code \(source.dtype.code), \(source.dtype.bits) bits) are of no known type")
        }
        guard (0...Self.greatestRank).contains(source.ndim), source.ndim == 0 || source.shape != nil else {
            throw refuse("rank is \(source.ndim)")
        }
        let shape = (0..<Int(source.ndim)).map { Int(source.shape[$0]) }
        var byteCount = dtype.size
        for side in shape {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: side)
            guard side >= 0, !overflow, product <= 1 << 46 else { throw refuse("shape \(shape) cannot be") }
            byteCount = product
        }
        guard let data = source.data ?? (byteCount == 0 ? UnsafeMutableRawPointer(managed) : nil) else {
            throw refuse("data are NULL")
        }
        let start = data + Int(truncatingIfNeeded: source.byte_offset)
        let strides = source.strides.map { strides in shape.indices.map { Int(strides[$0]) } }
        let owner = HostTensor(managed)
        let isAligned = Int(bitPattern: start) % dtype.size == 0
        if isAligned, strides.map({ Self.areDense($0, shape) }) ?? true {
            let storage = TensorStorage(borrowing: start, byteCount: byteCount) { owner.release() }
            self.init(storage: storage, shape: shape, dtype: dtype)
            return
        }
        do {
            try self.init(allocating: shape, dtype: dtype)
        } catch {
            throw Failure(COMFY_STATUS_OUT_OF_RESOURCES, "no memory for a copy of the tensor: \(error)")
        }
        let steps = (strides ?? Self.denseStrides(shape)).map { $0 &* dtype.size }
        withUnsafeMutableBytes { Self.gather(from: start, steps, shape, into: $0, dtype.size) }
        owner.release()
    }

    private static func denseStrides(_ shape: [Int]) -> [Int] {
        var strides: [Int] = []
        var stride = 1
        for side in shape.reversed() {
            strides.append(stride)
            stride *= side
        }
        return strides.reversed()
    }

    /// Sides of one element, and empty tensors, may have any stride.
    private static func areDense(_ strides: [Int], _ shape: [Int]) -> Bool {
        shape.contains(0)
            || Swift.zip(Swift.zip(strides, denseStrides(shape)), shape).allSatisfy { $0.0 == $0.1 || $1 == 1 }
    }

    /// Copies element by element, the last dimension fastest. `steps` in bytes.
    private static func gather(
        from start: UnsafeMutableRawPointer, _ steps: [Int], _ shape: [Int],
        into target: UnsafeMutableRawBufferPointer, _ size: Int
    ) {
        guard let base = target.baseAddress else { return }
        var place = [Int](repeating: 0, count: shape.count)
        var offset = 0
        for at in stride(from: 0, to: target.count, by: size) {
            (base + at).copyMemory(from: start + offset, byteCount: size)
            for dimension in shape.indices.reversed() {
                place[dimension] += 1
                offset &+= steps[dimension]
                if place[dimension] < shape[dimension] { break }
                offset &-= steps[dimension] &* shape[dimension]
                place[dimension] = 0
            }
        }
    }

    /// The same elements for the host, which calls the deleter when it is done.
    func lent() throws(Failure) -> UnsafeMutablePointer<DLManagedTensorVersioned> {
        guard let type = dtype.dlpack else {
            throw Failure(COMFY_STATUS_UNSUPPORTED, "DLPack has no elements of type \(dtype.rawValue)")
        }
        let managed = UnsafeMutablePointer<DLManagedTensorVersioned>.allocate(capacity: 1)
        let sides = UnsafeMutablePointer<Int64>.allocate(capacity: max(rank * 2, 1))
        for (index, (side, stride)) in Swift.zip(shape, Self.denseStrides(shape)).enumerated() {
            sides[index] = Int64(side)
            sides[rank + index] = Int64(stride)
        }
        let tensor = DLTensor(
            data: storage.pointer + byteOffset, device: DLDevice(device_type: kDLCPU, device_id: 0),
            ndim: Int32(rank), dtype: type, shape: sides, strides: sides + rank, byte_offset: 0)
        managed.initialize(
            to: DLManagedTensorVersioned(
                version: DLPackVersion(
                    major: UInt32(DLPACK_MAJOR_VERSION), minor: UInt32(DLPACK_MINOR_VERSION)),
                manager_ctx: Unmanaged.passRetained(storage).toOpaque(),
                deleter: { managed in
                    guard let managed, let context = managed.pointee.manager_ctx else { return }
                    managed.pointee.dl_tensor.shape.deallocate()
                    managed.deallocate()
                    Unmanaged<TensorStorage>.fromOpaque(context).release()
                },
                flags: 1 /* DLPACK_FLAG_BITMASK_READ_ONLY */, dl_tensor: tensor))
        return managed
    }
}

extension DType {
    /// nil for types that no tensor here has.
    fileprivate init?(_ type: DLDataType) {
        guard type.lanes == 1, let found = DType.allCases.first(where: { $0.dlpack.map { $0 == type } ?? false }) else {
            return nil
        }
        self = found
    }

    fileprivate var dlpack: DLDataType? {
        let code: DLDataTypeCode? =
            switch self {
            case .f64, .f32, .f16: kDLFloat
            case .bf16: kDLBfloat
            case .i64, .i32, .i16, .i8: kDLInt
            case .u64, .u32, .u16, .u8: kDLUInt
            case .bool: kDLBool
            case .f8e4m3, .f8e5m2: nil
            }
        return code.map { DLDataType(code: UInt8($0.rawValue), bits: UInt8(size * 8), lanes: 1) }
    }
}

private func == (a: DLDataType, b: DLDataType) -> Bool { a.code == b.code && a.bits == b.bits && a.lanes == b.lanes }

/// A tensor that the host handed over.
///
/// `@unchecked Sendable`: the struct is only read, and its deleter called once, by the last user.
private struct HostTensor: @unchecked Sendable {
    private let managed: UnsafeMutablePointer<DLManagedTensorVersioned>

    init(_ managed: UnsafeMutablePointer<DLManagedTensorVersioned>) { self.managed = managed }

    func release() {
        guard let deleter = managed.pointee.deleter else { return }
        HostCall.perform { deleter(managed) }
    }
}
