internal import CFormats
internal import Tensors

/// zlib streams.
package enum Deflate {
    /// What a stream holds, if that is at most `limit` bytes.
    package static func unpack(_ stream: UnsafeRawBufferPointer, limit: Int) throws(FormatError) -> [UInt8] {
        guard let start = stream.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            throw FormatError(.malformed, "an empty zlib stream")
        }
        _ = CodecCancellation.isInstalled
        // deflate makes at most 1032 bytes of one
        let most = min(limit, 1032 * stream.count)
        var room = min(most, 8 * stream.count)
        while true {
            var isWhole = false
            let bytes = try FormatError.allocating {
                try [UInt8](allocating: room) { buffer, initialized in
                    initialized = room
                    isWhole = cf_inflate(start, stream.count, buffer.baseAddress, &initialized)
                }
            }
            if isWhole { return bytes }
            guard room < most else {
                throw FormatError(.malformed, "a zlib stream that is damaged or holds more than \(limit) bytes")
            }
            room = min(most, 4 * room)
        }
    }
}
