internal import Formats
internal import Images

/// The file as it is, and with its checksums put right, since no mutation would get past them.
func fuzzPNG(_ bytes: [UInt8]) {
    check(bytes)
    if let repaired = withValidChecksums(bytes) { check(repaired) }
}

private func check(_ bytes: [UInt8]) {
    let limits = DecodingLimits(pixels: 1 << 18, textBytes: 1 << 20, texts: 100)
    guard let image = try? PNG().decode(bytes, limits: limits) else { return }
    precondition(image.rgba.channels == 4)
    // without the texts: one of them may turn the image
    guard let again = try? PNG().decode(PNG().encode(image.rgba, level: 1)) else {
        fatalError("cannot read what was written")
    }
    precondition(again.rgba == image.rgba && again.hasAlpha)
    guard let file = try? PNG().encode(image.rgba, text: image.text, level: 1) else { return }
    guard let labelled = try? PNG().decode(file) else { fatalError("cannot read what was written with text") }
    precondition(labelled.text.map(\.text) == image.text.map(\.text))
}

private func withValidChecksums(_ file: [UInt8]) -> [UInt8]? {
    guard file.count > 8 else { return nil }
    var file = file
    var at = 8
    while at + 12 <= file.count {
        let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= file.count - at - 12 else { break }
        let end = at + 8 + length
        let checksum = crc32(file[at + 4..<end])
        for i in 0..<4 { file[end + i] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * i)) }
        at = end + 4
    }
    return file
}

private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return ~crc
}
