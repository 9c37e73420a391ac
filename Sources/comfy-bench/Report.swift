internal import Formats
internal import Glibc
internal import System

/// What a command found: its last line with --json, and tables before that.
struct Report {
    private(set) var json: JSON

    /// - Parameters:
    ///   - seconds: the median.
    ///   - work: floating-point operations in that time; nil where that means nothing.
    ///   - peak: FLOP/s that could be.
    ///   - more: further members.
    init(_ options: Options, seconds: Double, work: Double?, peak: Double, peaks: MachinePeaks, more: JSONObject = [:])
    {
        json = [
            "command": .string(options.command.rawValue), "model": .string(options.model.rawValue),
            "dtype": .string(options.precision.rawValue), "seconds": .double(seconds),
            "gflops": work.map { .double($0 / seconds / 1e9) } ?? .null,
            "share_of_peak": work.map { .double($0 / seconds / peak) } ?? .null,
            "peak_rss_bytes": .int(Int128(MeasuredMemory.peak)), "peaks": peaks.json,
        ]
        self = adding(more)
    }

    /// Members that count the library's workers into the memory, where these are bytes they had resident at most.
    static func memory(workers: Int) -> JSONObject {
        [
            "peak_rss_bytes": .int(Int128(MeasuredMemory.peak + workers)),
            "worker_peak_rss_bytes": .int(Int128(workers)),
        ]
    }

    /// With further members.
    func adding(_ more: JSONObject) -> Report {
        var result = self
        guard var object = json.object else { return self }
        for (key, value) in more { object[key] = value }
        result.json = .object(object)
        return result
    }
}

/// Lines of columns, the first one to the left, the others to the right.
struct Table {
    private let widths: [Int]

    init(_ headings: [(name: String, width: Int)]) {
        widths = headings.map(\.width)
        row(headings.map(\.name))
    }

    func row(_ cells: [String]) {
        var line = ""
        for (index, (cell, width)) in zip(cells, widths).enumerated() {
            let space = String(repeating: " ", count: max(width - cell.count, 0))
            line += index == 0 ? cell + space : " " + space + cell
        }
        print(line)
    }
}

/// A number with `digits` behind the point.
func fixed(_ value: Double, _ digits: Int) -> String { formatted("%.*f", value, digits) }

/// A number with its power of ten.
func scientific(_ value: Double) -> String { formatted("%.*e", value, 1) }

private func formatted(_ format: String, _ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "-" }
    var text = [CChar](repeating: 0, count: 64)
    withVaList([Int32(digits), value]) { _ = vsnprintf(&text, text.count, format, $0) }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func milliseconds(_ seconds: Double) -> String { fixed(seconds * 1e3, seconds < 1e-3 ? 4 : 2) }
func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }
func megabytes(_ bytes: Int) -> String { "\(fixed(Double(bytes) / 1e6, 0)) MB" }
