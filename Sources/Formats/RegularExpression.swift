internal import CFormats
internal import System

/// A regular expression in the dialect of Python's `re`, found by PCRE2.
///
/// What differs from Python: lookbehinds may have alternatives of different lengths; `\w` does not take combining marks
/// and some numerals; `\N{...}`, `(?L)` and a `(?a)` that covers only a part are errors; and a search that goes astray is
/// given up instead of running for hours.
package final class RegularExpression: Sendable {
    /// Python's flags, by their values.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let ignoreCase = Flags(rawValue: 2)
        package static let locale = Flags(rawValue: 4)
        package static let multiline = Flags(rawValue: 8)
        package static let dotAll = Flags(rawValue: 16)
        package static let unicode = Flags(rawValue: 32)
        package static let verbose = Flags(rawValue: 64)
        package static let ascii = Flags(rawValue: 256)
    }

    package struct Failure: Error, Sendable {
        package let message: String
        /// The search was given up, rather than the pattern being wrong.
        package var isAstray = false
    }

    package struct Match: Sendable {
        /// The whole and the groups; nil for a group that took no part.
        package let groups: [String?]
        /// Groups by name.
        package let names: [String: Int]
        /// Where it lies, in bytes of UTF-8.
        package let range: Range<Int>
    }

    // Never changed after the making; PCRE2 allows a pattern to be used by several threads.
    nonisolated(unsafe) let code: OpaquePointer
    /// The pattern as PCRE2 takes it, with a callout at its beginning.
    private let bytes: [UInt8]
    private let options: UInt32
    package let groupCount: Int
    let names: [String: Int]

    package init(_ pattern: String, _ flags: Flags = []) throws(Failure) {
        let translation = try PythonPattern(pattern, flags).translated()
        // ^ counts behind a last line feed too
        var options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_ALT_CIRCUMFLEX
        if !translation.flags.contains(.ascii) { options |= PCRE2_UCP }
        for (flag, option) in [
            (Flags.ignoreCase, PCRE2_CASELESS), (.multiline, PCRE2_MULTILINE), (.dotAll, PCRE2_DOTALL),
            (.verbose, PCRE2_EXTENDED),
        ] where translation.flags.contains(flag) { options |= option }
        bytes = Array("(?C)\(translation.pattern)".utf8)
        self.options = options
        let compiled = try Self.compiled(bytes, options)
        code = compiled
        var count: UInt32 = 0
        pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        groupCount = Int(count)
        names = Self.names(compiled)
    }

    /// The same pattern with options more; whoever asks for it frees it.
    func compiled(_ more: UInt32) throws(Failure) -> OpaquePointer { try Self.compiled(bytes, options | more) }

    private static func compiled(_ pattern: [UInt8], _ options: UInt32) throws(Failure) -> OpaquePointer {
        guard let context = pcre2_compile_context_create_8(nil) else { throw Failure(message: "out of memory") }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        var code: Int32 = 0
        var offset = 0
        guard let compiled = pcre2_compile_8(pattern, pattern.count, options, &code, &offset, context) else {
            throw Failure(message: message(code))
        }
        return compiled
    }

    deinit { pcre2_code_free_8(code) }

    static func message(_ code: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        pcre2_get_error_message_8(code, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func names(_ code: OpaquePointer) -> [String: Int] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table else { return [:] }
        var names: [String: Int] = [:]
        for index in 0..<Int(count) {
            // the number in two bytes, then the name
            let entry = UnsafeBufferPointer(start: table + index * Int(size), count: Int(size))
            let name = String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
            names[name] = Int(entry[0]) << 8 | Int(entry[1])
        }
        return names
    }

    /// The first match, if it begins at the text's beginning: `re.match`.
    package func match(_ text: String) throws(Failure) -> Match? {
        var search = try ExpressionSearch(self, Array(text.utf8))
        return try search.next(from: 0, PCRE2_ANCHORED)
    }

    /// `re.search`
    package func search(_ text: String) throws(Failure) -> Match? {
        var search = try ExpressionSearch(self, Array(text.utf8))
        return try search.next(from: 0, 0)
    }

    /// `re.finditer`: at most `limit` of them.
    package func matches(_ text: String, limit: Int = .max) throws(Failure) -> [Match] {
        var matches: [Match] = []
        try forEach(in: Array(text.utf8), limit: limit) { matches.append($0) }
        return matches
    }

    /// `re.sub`: `replacement` is a template; `limit` 0 replaces all.
    package func replacing(in text: String, with replacement: String, limit: Int = 0) throws(Failure) -> String {
        let template = try PythonTemplate(replacement, groupCount: groupCount, names: names)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        try forEach(in: bytes, limit: limit > 0 ? limit : .max) { match in
            result += bytes[place..<match.range.lowerBound]
            result += template.expand(match).utf8
            place = match.range.upperBound
        }
        return String(decoding: result + bytes[place...], as: UTF8.self)
    }

    private func forEach(in text: [UInt8], limit: Int, _ body: (Match) -> Void) throws(Failure) {
        var search = try ExpressionSearch(self, text)
        var (place, count) = (0, 0)
        var options: UInt32 = 0
        while count < limit, place <= text.count, let match = try search.next(from: place, options) {
            body(match)
            count += 1
            place = match.range.upperBound
            // behind an empty match not another one at the same place
            options = match.range.isEmpty ? PCRE2_NOTEMPTY_ATSTART : 0
        }
    }
}
