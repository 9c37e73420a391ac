internal import Tensors

/// PyTorch's older form (until 1.6): pickles of a magic number, of a version, of the machine, of the value and of the
/// storages' keys, behind which the storages lie, each with its number of elements.
enum LegacyTorchFile {
    /// The magic number's pickle, with either protocol.
    private static let magic: [UInt8] = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]

    static func isOne(_ file: UnsafeRawBufferPointer) -> Bool {
        file.count > 2 && file[0] == 0x80 && file[2...].starts(with: magic)
    }

    static func read(_ file: UnsafeRawBufferPointer) throws(FormatError) -> TorchArchive.Contents {
        guard isOne(file) else { throw FormatError(.unsupported, "a pickle that PyTorch did not write") }
        var reader = PickleReader(ByteCursor(file))
        _ = try reader.read()
        guard case .int(1001) = try reader.read() else {
            throw FormatError(.unsupported, "a version of PyTorch's files that is not known")
        }
        let machine = try reader.read()
        if case .bool(false)? = reader.heap.member(machine, "little_endian") {
            throw FormatError(.unsupported, "written on a machine of another byte order")
        }
        let root = try reader.read()
        let list = try reader.read()
        let heap = reader.heap
        guard let keys = heap.items(list) else { throw PickleReader.malformed }
        // views have the type of what they are views of
        let sizes = Dictionary(heap.storages.map { ($0.key, $0.dtype.size) }) { first, _ in first }
        var places: [String: Range<Int>] = [:]
        var cursor = reader.cursor
        for key in keys {
            guard case .string(let key) = key, let size = sizes[key] else { throw PickleReader.malformed }
            let count = try cursor.size(UInt64.self).multipliedReportingOverflow(by: size)
            guard !count.overflow, count.partialValue <= cursor.remaining else {
                throw FormatError(.malformed, "truncated: the data end before the last storage; download it again")
            }
            let start = cursor.position
            try cursor.skip(count.partialValue)
            places[key] = start..<start + count.partialValue
        }
        return (root, heap, places)
    }
}
