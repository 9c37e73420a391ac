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

    /// Steps of one search, PCRE2's default; what a host can wait for.
    private static let mostSteps: UInt32 = 10_000_000
    /// Steps of a search before it is done again in a way that looks at the cancellation, which takes longer.
    private static let unwatchedSteps: UInt32 = 100_000
    private static let mostKilobytes: UInt32 = 64 << 10

    // Never changed after the making; PCRE2 allows a pattern to be used by several threads.
    nonisolated(unsafe) private let code: OpaquePointer
    /// The pattern as PCRE2 takes it.
    private let bytes: [UInt8]
    private let options: UInt32
    package let groupCount: Int
    private let names: [String: Int]

    package init(_ pattern: String, _ flags: Flags = []) throws(Failure) {
        let translation = try PythonPattern(pattern, flags).translated()
        // ^ counts behind a last line feed too
        var options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_ALT_CIRCUMFLEX
        if !translation.flags.contains(.ascii) { options |= PCRE2_UCP }
        for (flag, option) in [
            (Flags.ignoreCase, PCRE2_CASELESS), (.multiline, PCRE2_MULTILINE), (.dotAll, PCRE2_DOTALL),
            (.verbose, PCRE2_EXTENDED),
        ] where translation.flags.contains(flag) { options |= option }
        bytes = Array(translation.pattern.utf8)
        self.options = options
        let compiled = try Self.compiled(bytes, options)
        code = compiled
        var count: UInt32 = 0
        pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        groupCount = Int(count)
        names = Self.names(compiled)
    }

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

    private static func message(_ code: Int32) -> String {
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
        try search(Array(text.utf8), from: 0, PCRE2_ANCHORED)
    }

    /// `re.search`
    package func search(_ text: String) throws(Failure) -> Match? { try search(Array(text.utf8), from: 0, 0) }

    /// `re.finditer`: at most `limit` of them.
    package func matches(_ text: String, limit: Int = .max) throws(Failure) -> [Match] {
        let bytes = Array(text.utf8)
        var matches: [Match] = []
        var place = 0
        var options: UInt32 = 0
        while matches.count < limit, place <= bytes.count, let match = try search(bytes, from: place, options) {
            matches.append(match)
            place = match.range.upperBound
            // behind an empty match not another one at the same place
            options = match.range.isEmpty ? PCRE2_NOTEMPTY_ATSTART : 0
        }
        return matches
    }

    /// `re.sub`: `replacement` is a template; `limit` 0 replaces all.
    package func replacing(in text: String, with replacement: String, limit: Int = 0) throws(Failure) -> String {
        let template = try PythonTemplate(replacement, groupCount: groupCount, names: names)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        for match in try matches(text, limit: limit > 0 ? limit : .max) {
            result += bytes[place..<match.range.lowerBound]
            result += template.expand(match).utf8
            place = match.range.upperBound
        }
        return String(decoding: result + bytes[place...], as: UTF8.self)
    }

    private func search(_ text: [UInt8], from place: Int, _ options: UInt32) throws(Failure) -> Match? {
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil),
            let context = pcre2_match_context_create_8(nil)
        else { throw Failure(message: "out of memory") }
        defer {
            pcre2_match_data_free_8(data)
            pcre2_match_context_free_8(context)
        }
        if Cancellation.isCurrentRaised { throw Failure(message: "the search was cancelled", isAstray: true) }
        pcre2_set_match_limit_8(context, Self.unwatchedSteps)
        pcre2_set_heap_limit_8(context, Self.mostKilobytes)
        // Swift's texts are valid UTF-8
        let options = options | PCRE2_NO_UTF_CHECK
        var count = pcre2_match_8(code, text, text.count, place, options, data, context)
        if count == PCRE2_ERROR_MATCHLIMIT {
            let watched = try Self.compiled(bytes, self.options | PCRE2_AUTO_CALLOUT)
            defer { pcre2_code_free_8(watched) }
            pcre2_set_match_limit_8(context, Self.mostSteps)
            pcre2_set_callout_8(context, { _, _ in Cancellation.isCurrentRaised ? PCRE2_ERROR_CALLOUT : 0 }, nil)
            count = pcre2_match_8(watched, text, text.count, place, options, data, context)
        }
        if count == PCRE2_ERROR_NOMATCH { return nil }
        guard count > 0, let places = pcre2_get_ovector_pointer_8(data) else {
            throw Failure(message: "the search was given up: \(Self.message(count))", isAstray: true)
        }
        let groups = (0...groupCount).map { group -> String? in
            let (start, end) = (places[2 * group], places[2 * group + 1])
            // what took no part has the largest number, which is negative here
            guard start >= 0, start <= end, end <= text.count else { return nil }
            return String(decoding: text[start..<end], as: UTF8.self)
        }
        // a lookbehind with \K could turn the ends around
        return Match(groups: groups, names: names, range: min(places[0], places[1])..<places[1])
    }
}
