internal import Tensors

/// A GGUF header that has passed every check. Format: ggml's docs/gguf.md, versions 2 and 3.
struct GGUFHeader {
    struct Entry {
        let name: String
        /// As PyTorch has it: the slowest dimension first.
        var shape: [Int]
        let format: WeightFormat
        /// In the file.
        let range: Range<Int>
    }

    static let signature: [UInt8] = Array("GGUF".utf8)

    private(set) var entries: [Entry] = []
    private(set) var values: [String: GGUFValue] = [:]

    /// Far more than a model has.
    private static let maximumCount = 1 << 19
    private static let dense: [UInt32: DType] = [
        0: .f32, 1: .f16, 24: .i8, 25: .i16, 26: .i32, 27: .i64, 28: .f64, 30: .bf16,
    ]

    init(_ file: UnsafeRawBufferPointer) throws(FormatError) {
        var cursor = ByteCursor(file)
        guard try cursor.take(4).elementsEqual(Self.signature) else {
            throw FormatError(.malformed, "not a GGUF file")
        }
        let version = try cursor.number(UInt32.self)
        guard version == 2 || version == 3 else {
            throw FormatError(
                .unsupported,
                version.byteSwapped == 3
                    ? "a GGUF file of another byte order" : "a GGUF file of the version \(version), which is not read")
        }
        let (tensorCount, valueCount) = (try cursor.size(UInt64.self), try cursor.size(UInt64.self))
        guard tensorCount <= Self.maximumCount, valueCount <= Self.maximumCount else {
            throw FormatError(.malformed, "a GGUF file of \(tensorCount) tensors and \(valueCount) values")
        }
        for _ in 0..<valueCount {
            let key = try cursor.ggufText()
            let value = try cursor.ggufValue(cursor.ggufType())
            guard values.updateValue(value, forKey: key) == nil else {
                throw FormatError(.malformed, "the metadata have \(key.prefix(200)) twice")
            }
        }
        var alignment = 32
        if let value = values["general.alignment"] {
            guard case .integer(let number) = value, number > 0, number <= 1 << 20, number & (number - 1) == 0 else {
                throw FormatError(.malformed, "an alignment that is no power of two")
            }
            alignment = number
        }
        var places: [(entry: Entry, offset: Int, size: Int)] = []
        for _ in 0..<tensorCount { places.append(try Self.tensor(&cursor)) }
        let base = (cursor.position + alignment - 1) / alignment * alignment
        var names: Set<String> = []
        for (entry, offset, size) in places {
            guard names.insert(entry.name).inserted else {
                throw FormatError(.malformed, "the tensor \(entry.name.prefix(200)) is there twice")
            }
            guard base <= file.count, offset <= file.count - base, size <= file.count - base - offset else {
                throw FormatError(
                    .malformed,
                    "truncated: the tensor \(entry.name.prefix(200)) does not fit in the file; download it again")
            }
            entries.append(
                Entry(
                    name: entry.name, shape: try originalShape(of: entry, in: file), format: entry.format,
                    range: base + offset..<base + offset + size))
        }
        let sorted = entries.map(\.range).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.upperBound > next.lowerBound {
            throw FormatError(.malformed, "tensors overlap")
        }
    }

    /// The tensor that the cursor is at, its place behind the header and its bytes.
    private static func tensor(_ cursor: inout ByteCursor) throws(FormatError) -> (Entry, Int, Int) {
        let name = try cursor.ggufText()
        func malformed(_ reason: String) -> FormatError {
            FormatError(.malformed, "the tensor \(name.prefix(200)) \(reason)")
        }
        let rank = try cursor.number(UInt32.self)
        guard rank <= 8 else { throw malformed("has \(rank) dimensions") }
        var shape: [Int] = []
        var (count, extent) = (1, 8)
        for _ in 0..<rank {
            let size = try cursor.size(UInt64.self)
            let product = extent.multipliedReportingOverflow(by: max(size, 1))
            guard !product.overflow else { throw malformed("has a shape that overflows") }
            extent = product.partialValue
            count *= size
            shape.insert(size, at: 0)
        }
        let type = try cursor.number(UInt32.self)
        let offset = try cursor.size(UInt64.self)
        if let dtype = dense[type] {
            return (Entry(name: name, shape: shape, format: .dense(dtype), range: 0..<0), offset, count * dtype.size)
        }
        guard let blocks = BlockFormat.ggml(type) else {
            throw FormatError(
                .unsupported, "the tensor \(name.prefix(200)) is stored as GGML's type \(type), which is not read")
        }
        guard (shape.last ?? 0) % blocks.elementCount == 0 else {
            throw malformed("has rows of \(shape.last ?? 0), which are no whole blocks of \(blocks.elementCount)")
        }
        return (
            Entry(name: name, shape: shape, format: .blocks(blocks), range: 0..<0), offset, blocks.byteCount(of: count)
        )
    }

    /// ComfyUI-GGUF keeps the shape of what it had to reshape, so that rows are whole blocks.
    private func originalShape(
        of entry: Entry, in file: UnsafeRawBufferPointer
    ) throws(FormatError) -> [Int] {
        let key = "comfy.gguf.orig_shape.\(entry.name)"
        guard let value = values[key] else { return entry.shape }
        guard case .list(.i32, let count, let start) = value, count <= 8 else {
            throw FormatError(.malformed, "\(key.prefix(250)) is no shape")
        }
        var shape: [Int] = []
        var cursor = ByteCursor(file, at: start)
        var product = 1
        for _ in 0..<count {
            let size = Int(try cursor.number(Int32.self))
            let next = product.multipliedReportingOverflow(by: size)
            guard size > 0, !next.overflow else { throw FormatError(.malformed, "\(key.prefix(250)) is no shape") }
            product = next.partialValue
            shape.append(size)
        }
        guard product == entry.shape.reduce(1, *) else {
            throw FormatError(.malformed, "\(key.prefix(250)) is \(shape), which is not as many elements")
        }
        return shape
    }
}
