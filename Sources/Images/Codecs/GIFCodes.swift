internal import Formats

/// GIF's variant of LZW.
enum GIFCodes {
    /// The values that `data` stands for, `count` at most; fewer where it ends or makes no sense.
    static func unpack(_ data: [UInt8], codeSize: Int, count: Int) -> [UInt8] {
        guard (1...11).contains(codeSize) else { return [] }
        let (clear, end) = (1 << codeSize, 1 << codeSize + 1)
        // a string is the one before and a value
        var previous = [Int16](repeating: -1, count: 4096)
        var last = [UInt8](repeating: 0, count: 4096)
        var first = [UInt8](repeating: 0, count: 4096)
        var lengths = [Int32](repeating: 1, count: 4096)
        for value in 0..<clear {
            (last[value], first[value]) = (UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value))
        }
        var (next, width, old) = (end + 1, codeSize + 1, -1)
        var (bits, held) = (0, 0)
        var result = [UInt8]()
        result.reserveCapacity(min(count, data.count * 64))
        var at = 0
        var looks = CodecCancellation.Looks()
        while result.count < count, looks.goOn {
            while held < width, at < data.count {
                bits |= Int(data[at]) << held
                held += 8
                at += 1
            }
            guard held >= width else { break }
            let code = bits & (1 << width - 1)
            bits >>= width
            held -= width
            if code == clear {
                (next, width, old) = (end + 1, codeSize + 1, -1)
                continue
            }
            guard code != end else { break }
            if old < 0 {
                guard code < clear else { break }
                result.append(last[code])
                old = code
                continue
            }
            guard code <= next, code < 4096 else { break }
            let isNew = code == next
            let string = isNew ? old : code
            let length = Int(lengths[string]) + (isNew ? 1 : 0)
            let start = result.count
            result.append(contentsOf: repeatElement(0, count: length))
            var (place, walk) = (start + length - 1, string)
            if isNew {
                result[place] = first[old]
                place -= 1
            }
            while walk >= 0, place >= start {
                result[place] = last[walk]
                walk = Int(previous[walk])
                place -= 1
            }
            if next < 4096 {
                previous[next] = Int16(old)
                last[next] = first[string]
                first[next] = first[old]
                lengths[next] = lengths[old] + 1
                next += 1
                if next == 1 << width, width < 12 { width += 1 }
            } else if isNew {
                break
            }
            old = code
        }
        if result.count > count { result.removeLast(result.count - count) }
        return result
    }
}
