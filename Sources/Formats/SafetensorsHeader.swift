internal import System
internal import Tensors

/// A safetensors header that has passed every check.
struct SafetensorsHeader {
    struct Entry {
        let name: String
        /// Nil for a type that is not read here.
        let dtype: DType?
        /// The format's name of the type.
        let typeName: String
        let shape: [Int]
        let range: Range<Int>
    }

    private(set) var entries: [Entry] = []
    private(set) var metadata: [String: String] = [:]
    /// Where the data begins in the file.
    let dataOffset: Int

    /// The format's names of types, in the order in which its own implementation lays tensors out.
    static let dtypes: KeyValuePairs<String, DType> = [
        "U64": .u64, "I64": .i64, "F64": .f64, "F32": .f32, "U32": .u32, "I32": .i32, "BF16": .bf16, "F16": .f16,
        "U16": .u16, "I16": .i16, "F8_E4M3": .f8e4m3, "F8_E5M2": .f8e5m2, "I8": .i8, "U8": .u8, "BOOL": .bool,
    ]

    /// The types that the format knows besides, and how many bits an element of them has
    /// (https://docs.rs/safetensors/latest/safetensors/tensor/enum.Dtype.html).
    static let otherTypes: KeyValuePairs<String, Int> = [
        "C64": 64, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
    ]

    /// Far more than a model has, some eight for each tensor.
    private static let maximumValues = 1 << 19

    init(_ file: UnsafeRawBufferPointer, fileName: String) throws(FormatError) {
        func malformed(_ reason: String) -> FormatError { FormatError(.malformed, "\(fileName): \(reason)") }

        guard file.count >= 8 else { throw malformed("not a safetensors file: shorter than its header's length") }
        let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(SafetensorsFile.maximumHeaderSize) else {
            throw malformed("not a safetensors file: the header would be \(length) bytes long")
        }
        guard length <= UInt64(file.count - 8) else {
            throw malformed("truncated: the header does not fit in the file")
        }
        dataOffset = 8 + Int(length)
        let dataCount = file.count - dataOffset

        let json: JSON
        do {
            json = try JSON(
                parsing: [UInt8](file[8..<dataOffset]),
                limits: JSON.Limits(
                    bytes: SafetensorsFile.maximumHeaderSize, depth: 8, values: Self.maximumValues))
        } catch {
            throw malformed("bad header: \(error.message)")
        }
        guard let members = json.object else { throw malformed("bad header: not an object") }
        for (name, value) in members where name != "__metadata__" || value != .null {
            guard let member = value.object else { throw malformed("bad header: \(name) is not an object") }
            if name == "__metadata__" {
                for (key, value) in member {
                    guard let text = value.string else {
                        throw malformed("bad header: metadata \(key) is not a string")
                    }
                    metadata[key] = text
                }
            } else {
                do {
                    entries.append(try Entry(name: name, member, dataCount: dataCount))
                } catch {
                    throw malformed("tensor \(name): \(error.message)")
                }
            }
        }
        var end = 0
        for entry in entries.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            guard entry.range.lowerBound == end else {
                throw malformed(
                    "tensor \(entry.name) \(entry.range.lowerBound < end ? "overlaps another" : "leaves a hole before it")"
                )
            }
            end = entry.range.upperBound
        }
        guard end == dataCount else { throw malformed("\(dataCount - end) bytes behind the last tensor") }
    }
}

extension SafetensorsHeader.Entry {
    init(name: String, _ member: JSONObject, dataCount: Int) throws(FormatError) {
        guard let typeName = member["dtype"]?.string else { throw FormatError(.malformed, "no dtype") }
        let dtype = SafetensorsHeader.dtypes.first { $0.key == typeName }?.value
        guard
            let bits = dtype.map({ 8 * $0.size })
                ?? SafetensorsHeader.otherTypes.first(where: { $0.key == typeName })?.value
        else { throw FormatError(.unsupported, "unknown dtype \(typeName)") }
        guard let dimensions = member["shape"]?.array else { throw FormatError(.malformed, "no shape") }
        guard dimensions.count <= 16 else { throw FormatError(.unsupported, "\(dimensions.count) dimensions") }
        var shape: [Int] = []
        var size = bits
        // without the zeros, so that no part of the shape of an empty tensor overflows later either
        var extent = bits
        for dimension in dimensions {
            guard let dimension = dimension.int, dimension >= 0 else {
                throw FormatError(.malformed, "the shape holds something that is no size")
            }
            let (product, overflow) = extent.multipliedReportingOverflow(by: max(dimension, 1))
            guard !overflow else { throw FormatError(.malformed, "the shape overflows") }
            extent = product
            size *= dimension
            shape.append(dimension)
        }
        guard let offsets = member["data_offsets"]?.array, offsets.count == 2, let begin = offsets[0].int,
            let end = offsets[1].int, begin >= 0, begin <= end
        else { throw FormatError(.malformed, "bad data_offsets") }
        guard end <= dataCount else {
            throw FormatError(.malformed, "truncated: its data ends at \(end), the file's at \(dataCount)")
        }
        guard size % 8 == 0, end - begin == size / 8 else {
            throw FormatError(.malformed, "shape and dtype make \(size / 8) bytes, data_offsets \(end - begin)")
        }
        self.name = name
        self.dtype = dtype
        self.typeName = typeName
        self.shape = shape
        range = begin..<end
    }
}
