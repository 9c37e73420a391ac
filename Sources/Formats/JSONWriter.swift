internal import System
internal import Tensors

extension JSON {
    package enum Style: Sendable {
        /// As Python's `json.dumps`: `, ` and `: `, everything beyond ASCII escaped.
        case python
        /// No spaces, UTF-8.
        case compact
    }

    /// The document as text, with Python's spelling of numbers. What JSON cannot say (NaN and the infinities) is null.
    ///
    /// Our own writer, since jansson prints neither the shortest decimal that reads back as the same
    /// number nor integers beyond 64 bits. Where memory is refused it is null, and the refusal is noted.
    package func serialized(_ style: Style = .compact) -> String {
        var writer = JSONWriter(style: style)
        writer.write(self)
        let text = try? TensorMemory.withRuntimeMemory(writer.count) {
            writer.withOutput { String(decoding: $0, as: UTF8.self) }
        }
        guard let text, !writer.isRefused else {
            MemoryReserve.noteRefusal()
            return "null"
        }
        return text
    }
}

/// Writes documents one behind the other, as UTF-8.
package struct JSONWriter: Sendable {
    private let style: JSON.Style
    /// What was written, and room behind it: an array that grows by each small piece takes several times as long.
    private var bytes: [UInt8] = []
    package private(set) var count = 0
    /// Memory was refused: there is no output.
    package private(set) var isRefused = false

    package init(style: JSON.Style = .compact) { self.style = style }

    /// What was written.
    package var output: [UInt8] { Array(bytes[..<count]) }

    /// The same, where it lies.
    package func withOutput<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        try bytes.withUnsafeBufferPointer { (bytes) throws(E) in
            try body(UnsafeBufferPointer(rebasing: bytes[..<count]))
        }
    }

    package mutating func write(_ json: JSON) {
        switch json {
        case .null: write(raw: "null")
        case .bool(let value): write(raw: value ? "true" : "false")
        case .int(let value):
            if let small = Int(exactly: value) { write(small) } else { write(value.description) }
        case .largeInt(let digits): write(digits)
        case .double(let value): write(value)
        case .string(let value): write(quoting: value)
        case .array(let values):
            put(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { separate(",") }
                write(value)
            }
            put(UInt8(ascii: "]"))
        case .object(let members):
            put(UInt8(ascii: "{"))
            var isFirst = true
            for (key, value) in members {
                if !isFirst { separate(",") }
                isFirst = false
                write(quoting: key)
                separate(":")
                write(value)
            }
            put(UInt8(ascii: "}"))
        }
    }

    /// Text that is JSON already.
    package mutating func write(raw text: StaticString) {
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Bytes that are JSON already.
    package mutating func write(raw bytes: [UInt8]) { bytes.withUnsafeBufferPointer { put($0) } }

    /// What another writer has written.
    package mutating func write(raw other: JSONWriter) { other.withOutput { put($0) } }

    /// Forgets what it wrote, and keeps the room for as much again unless that is far more than it needed.
    package mutating func clear() {
        if bytes.count > max(1 << 16, 4 * count) { bytes = [] }
        count = 0
        isRefused = false
    }

    private mutating func put(_ piece: UnsafeBufferPointer<UInt8>) {
        guard let start = piece.baseAddress, makeRoom(piece.count) else { return }
        let end = count
        bytes.withUnsafeMutableBufferPointer {
            $0.baseAddress?.advanced(by: end).update(from: start, count: piece.count)
        }
        count += piece.count
    }

    private mutating func put(_ byte: UInt8) {
        guard makeRoom(1) else { return }
        bytes[count] = byte
        count += 1
    }

    /// False where memory for it is refused.
    private mutating func makeRoom(_ more: Int) -> Bool {
        if bytes.count - count >= more { return !isRefused }
        guard !isRefused else { return false }
        let room = max(more, bytes.count, Self.firstRoom)
        if bytes.count + room < Self.large {
            bytes.append(contentsOf: repeatElement(0, count: room))
            return true
        }
        do throws(OutOfMemoryError) {
            let former = bytes
            bytes = try Array(allocating: former.count + room) { target, count in
                let end = target.initialize(fromContentsOf: former)
                target[end...].initialize(repeating: 0)
                count = target.count
            }
        } catch {
            (bytes, count, isRefused) = ([], 0, true)
        }
        return !isRefused
    }

    private static let firstRoom = 256
    /// From here on it is asked for in a way that can be refused.
    private static let large = 1 << 15

    private mutating func write(_ value: Double) {
        guard value.isFinite else { return write(raw: "null") }
        // most are counts
        guard let whole = Int(exactly: value), whole.magnitude < 1 << 53, value.sign == .plus || whole != 0 else {
            return write(value.pythonDescription)
        }
        write(whole)
        write(raw: ".0")
    }

    private mutating func write(_ value: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = value.magnitude
            repeat {
                start -= 1
                digits.initializeElement(at: start, to: UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            } while rest > 0
            if value < 0 { put(UInt8(ascii: "-")) }
            put(UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    private mutating func write(_ number: String) {
        var number = number
        number.withUTF8 { put($0) }
    }

    private mutating func separate(_ mark: StaticString) {
        write(raw: mark)
        if style == .python { put(UInt8(ascii: " ")) }
    }

    package mutating func write(quoting text: String) {
        var text = text
        put(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            // what needs no escape goes in one piece
            var start = 0
            var at = 0
            while at < bytes.count {
                let byte = bytes[at]
                if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"),
                    byte < 0x7f || style == .compact
                {
                    at += 1
                    continue
                }
                put(UnsafeBufferPointer(rebasing: bytes[start..<at]))
                at += escape(bytes, at)
                start = at
            }
            put(UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        put(UInt8(ascii: "\""))
    }

    /// Escapes the character at `at`; how many bytes it has.
    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        switch bytes[at] {
        case UInt8(ascii: "\""): write(raw: "\\\"")
        case UInt8(ascii: "\\"): write(raw: "\\\\")
        case UInt8(ascii: "\n"): write(raw: "\\n")
        case UInt8(ascii: "\r"): write(raw: "\\r")
        case UInt8(ascii: "\t"): write(raw: "\\t")
        case 0x08: write(raw: "\\b")
        case 0x0c: write(raw: "\\f")
        case 0..<0x80: escape(UInt16(bytes[at]))
        default:
            // a String is valid UTF-8
            let length = bytes[at] < 0xe0 ? 2 : bytes[at] < 0xf0 ? 3 : 4
            let character = String(decoding: bytes[at..<at + length], as: UTF8.self)
            for unit in character.utf16 { escape(unit) }
            return length
        }
        return 1
    }

    private mutating func escape(_ unit: UInt16) {
        write(raw: "\\u")
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
            put(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

extension Double {
    /// Python's `repr`: the shortest decimal that reads back as this number, with an exponent below 1e-4 and from
    /// 1e16 on. Swift finds the same digits but draws the upper line elsewhere.
    package var pythonDescription: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
        let text = description
        guard magnitude >= 0x1p52 else { return text }
        // digits and the power of ten of the first one
        let parts = magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        var digits = Array(mantissa[0].utf8)
        let exponent = digits.count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        if mantissa.count > 1, mantissa[1] != "0" { digits += mantissa[1].utf8 }
        let sign = self < 0 ? "-" : ""
        if exponent < 16 {
            let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: max(exponent + 1 - digits.count, 0))
            let whole = digits.prefix(exponent + 1) + zeros
            let fraction = digits.count > exponent + 1 ? digits[(exponent + 1)...] : [UInt8(ascii: "0")][...]
            return "\(sign)\(String(decoding: whole, as: UTF8.self)).\(String(decoding: fraction, as: UTF8.self))"
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let fraction = String(decoding: digits.dropFirst(), as: UTF8.self)
        return "\(sign)\(Unicode.Scalar(digits[0]))\(fraction.isEmpty ? "" : ".")\(fraction)e+\(exponent)"
    }
}
