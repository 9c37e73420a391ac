internal import Glibc

/// The placeholders of a filename prefix: ComfyUI's %width% and so on, and its web client's %date:yyyy-MM-dd%.
struct FilenameTemplate {
    var width: Int
    var height: Int
    var time: tm

    /// At this moment, in local time.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        var now = Glibc.time(nil)
        time = tm()
        localtime_r(&now, &time)
    }

    func expand(_ prefix: String) -> String {
        var result = ""
        var rest = Substring(prefix)
        while let start = rest.firstIndex(of: "%") {
            result += rest[..<start]
            let inside = rest[rest.index(after: start)...]
            if let end = inside.firstIndex(of: "%"), let value = value(of: inside[..<end]) {
                result += value
                rest = inside[inside.index(after: end)...]
            } else {
                result += "%"
                rest = inside
            }
        }
        return result + rest
    }

    /// Nil for what is no placeholder; %batch_num% is one only once the pictures are counted.
    private func value(of name: Substring) -> String? {
        switch name {
        case "width": String(width)
        case "height": String(height)
        case "year": String(year)
        case "month": padded(month, 2)
        case "day": padded(Int(time.tm_mday), 2)
        case "hour": padded(Int(time.tm_hour), 2)
        case "minute": padded(Int(time.tm_min), 2)
        case "second": padded(Int(time.tm_sec), 2)
        default: name.hasPrefix("date:") ? date(name.dropFirst(5)) : nil
        }
    }

    private var year: Int { Int(time.tm_year) + 1900 }
    private var month: Int { Int(time.tm_mon) + 1 }

    /// d, M, h, m, s once or twice, yy and yyyy; all else stands for itself.
    private func date(_ format: Substring) -> String {
        var result = ""
        var rest = format
        while let letter = rest.first {
            // four at most mean something: a long run is not counted again for each of them
            let run = rest.prefix(4).prefix { $0 == letter }.count
            func take(_ count: Int, _ value: String) {
                result += value
                rest = rest.dropFirst(count)
            }
            switch letter {
            case "y" where run >= 4: take(4, String(year))
            case "y" where run >= 2: take(2, String(String(year).suffix(2)))
            case "d": take(min(run, 2), padded(Int(time.tm_mday), min(run, 2)))
            case "M": take(min(run, 2), padded(month, min(run, 2)))
            case "h": take(min(run, 2), padded(Int(time.tm_hour), min(run, 2)))
            case "m": take(min(run, 2), padded(Int(time.tm_min), min(run, 2)))
            case "s": take(min(run, 2), padded(Int(time.tm_sec), min(run, 2)))
            default: take(1, String(letter))
            }
        }
        return result
    }
}

/// `value` with zeros in front up to `width` digits.
func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(width - digits.count, 0)) + digits
}
