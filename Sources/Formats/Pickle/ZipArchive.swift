/// The entries of a zip archive that are stored as they are, which is how PyTorch writes them.
///
/// Format: PKWARE's APPNOTE 6.3, with its 64-bit sizes. The directory is checked in full before an entry is used: each
/// lies within the file, and none on another or on the directory.
struct ZipArchive {
    /// Where the data of each entry lie, by its name.
    private(set) var entries: [String: Range<Int>] = [:]

    private static let maximumEntries = 1 << 18

    init(_ file: UnsafeRawBufferPointer) throws(FormatError) {
        let (directory, count) = try Self.directory(file)
        guard count <= Self.maximumEntries else { throw FormatError(.tooLarge, "a zip archive of \(count) entries") }
        var cursor = ByteCursor(
            UnsafeRawBufferPointer(rebasing: file[..<directory.upperBound]), at: directory.lowerBound)
        var places: [Range<Int>] = []
        for _ in 0..<count {
            guard try cursor.number(UInt32.self) == 0x0201_4b50 else { throw Self.damaged }
            try cursor.skip(4)
            let (flags, method) = (try cursor.number(UInt16.self), try cursor.number(UInt16.self))
            try cursor.skip(8)
            var (packed, size) = (try cursor.size(UInt32.self), try cursor.size(UInt32.self))
            let lengths = [
                Int(try cursor.number(UInt16.self)), Int(try cursor.number(UInt16.self)),
                Int(try cursor.number(UInt16.self)),
            ]
            try cursor.skip(8)
            var offset = try cursor.size(UInt32.self)
            let name = String(decoding: try cursor.take(lengths[0]), as: UTF8.self)
            try Self.widen(&size, &packed, &offset, by: cursor.take(lengths[1]))
            try cursor.skip(lengths[2])
            guard flags & 1 == 0 else { throw FormatError(.unsupported, "an encrypted zip archive") }
            guard method == 0, packed == size else {
                throw FormatError(
                    .unsupported, "a zip archive with compressed entries, which PyTorch does not write; save it again")
            }
            // the local header, whose name and extra field have lengths of their own
            var local = ByteCursor(file, at: offset)
            guard offset < directory.lowerBound, try local.number(UInt32.self) == 0x0403_4b50 else {
                throw Self.damaged
            }
            try local.skip(22)
            let (nameLength, extraLength) = (Int(try local.number(UInt16.self)), Int(try local.number(UInt16.self)))
            guard nameLength == lengths[0], try local.take(nameLength).elementsEqual(name.utf8) else {
                throw Self.damaged
            }
            try local.skip(extraLength)
            guard size <= directory.lowerBound - local.position, local.position <= directory.lowerBound else {
                throw FormatError(.malformed, "truncated: the zip entry \(name) does not fit in the file")
            }
            places.append(offset..<local.position + size)
            guard entries.updateValue(local.position..<local.position + size, forKey: name) == nil else {
                throw FormatError(.malformed, "a zip archive with two entries \(name)")
            }
        }
        places.sort { $0.lowerBound < $1.lowerBound }
        for (one, next) in zip(places, places.dropFirst()) where one.upperBound > next.lowerBound {
            throw FormatError(.malformed, "a zip archive with entries that overlap")
        }
    }

    private static let damaged = FormatError(.malformed, "a damaged zip archive")

    /// Where the directory lies, and how many entries it has.
    private static func directory(_ file: UnsafeRawBufferPointer) throws(FormatError) -> (Range<Int>, Int) {
        let least = 22
        guard file.count >= least else { throw FormatError(.malformed, "truncated") }
        // the record at the end may have a comment of up to 64 KiB behind it
        let found = stride(from: file.count - least, through: max(file.count - least - 0xffff, 0), by: -1).first {
            file.loadUnaligned(fromByteOffset: $0, as: UInt32.self).littleEndian == 0x0605_4b50
        }
        guard let end = found else {
            throw FormatError(.malformed, "truncated: the directory of the zip archive is missing; download it again")
        }
        var cursor = ByteCursor(file, at: end + 10)
        var count = Int(try cursor.number(UInt16.self))
        var (size, offset) = (try cursor.size(UInt32.self), try cursor.size(UInt32.self))
        var limit = end
        let locator = end - 20
        if locator >= 0, file.loadUnaligned(fromByteOffset: locator, as: UInt32.self).littleEndian == 0x0706_4b50 {
            var cursor = ByteCursor(file, at: locator + 8)
            let place = try cursor.size(UInt64.self)
            guard place <= locator else { throw damaged }
            var wide = ByteCursor(file, at: place)
            guard try wide.number(UInt32.self) == 0x0606_4b50 else { throw damaged }
            try wide.skip(28)
            (count, size, offset) = (
                try wide.size(UInt64.self), try wide.size(UInt64.self), try wide.size(UInt64.self)
            )
            limit = place
        }
        guard offset <= limit, size <= limit - offset else { throw damaged }
        return (offset..<offset + size, count)
    }

    /// The 64-bit numbers in an extra field, for those of the entry that say so.
    private static func widen(
        _ size: inout Int, _ packed: inout Int, _ offset: inout Int, by field: UnsafeRawBufferPointer
    ) throws(FormatError) {
        let isWide = Int(UInt32.max)
        var cursor = ByteCursor(field)
        while cursor.remaining >= 4 {
            let (kind, length) = (try cursor.number(UInt16.self), Int(try cursor.number(UInt16.self)))
            var numbers = ByteCursor(try cursor.take(length))
            guard kind == 1 else { continue }
            if size == isWide { size = try numbers.size(UInt64.self) }
            if packed == isWide { packed = try numbers.size(UInt64.self) }
            if offset == isWide { offset = try numbers.size(UInt64.self) }
        }
    }
}
