internal import CFormats
internal import System

/// The searches of one expression through one text. Each looks at the cancellation of the work that its thread is at:
/// wherever a match may begin and, once it has tried one place for long, at each item of the pattern.
struct ExpressionSearch: ~Copyable {
    typealias Failure = RegularExpression.Failure
    typealias Match = RegularExpression.Match

    /// Steps at one place, PCRE2's default; what a host can wait for.
    private static let mostSteps: UInt32 = 10_000_000
    /// Steps at one place before it is tried again in the way that looks at each item, which takes half as long again. A
    /// step may pass over all of the text, at a nanosecond a byte or so.
    private static let unwatchedSteps = 100_000
    private static let unwatchedBytes = 200_000_000
    private static let mostKilobytes: UInt32 = 64 << 10

    private static let cancelled = Failure(message: "the search was cancelled", isAstray: true)

    /// What the callout is told.
    private struct Callout {
        let cancellation = Cancellation.ofThread
        /// Where a match is tried.
        var place = 0
    }

    private let expression: RegularExpression
    private let text: [UInt8]
    private let data: OpaquePointer
    private let context: OpaquePointer
    private let callout: UnsafeMutablePointer<Callout>
    /// The expression with a callout at each item, once it is needed.
    private var watched: OpaquePointer?

    /// - Parameter text: valid UTF-8.
    init(_ expression: RegularExpression, _ text: [UInt8]) throws(Failure) {
        guard let data = pcre2_match_data_create_from_pattern_8(expression.code, nil) else {
            throw Failure(message: "out of memory")
        }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_match_data_free_8(data)
            throw Failure(message: "out of memory")
        }
        (self.expression, self.text, self.data, self.context) = (expression, text, data, context)
        callout = .allocate(capacity: 1)
        callout.initialize(to: Callout())
        pcre2_set_heap_limit_8(context, Self.mostKilobytes)
        pcre2_set_callout_8(
            context,
            { block, callout in
                guard let block, let callout = callout?.assumingMemoryBound(to: Callout.self) else { return 0 }
                callout.pointee.place = block.pointee.start_match
                return callout.pointee.cancellation?.isCancelled == true ? PCRE2_ERROR_CALLOUT : 0
            }, callout)
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        callout.deinitialize(count: 1)
        callout.deallocate()
        pcre2_code_free_8(watched)
    }

    /// The first match from `place` on.
    mutating func next(from place: Int, _ options: UInt32) throws(Failure) -> Match? {
        let text = text
        if callout.pointee.cancellation?.isCancelled == true { throw Self.cancelled }
        let options = options | PCRE2_NO_UTF_CHECK
        let steps = min(Self.unwatchedSteps, max(Self.unwatchedBytes / max(text.count, 1), 1))
        pcre2_set_match_limit_8(context, UInt32(steps))
        callout.pointee.place = place
        var count = pcre2_match_8(expression.code, text, text.count, place, options, data, context)
        if count == PCRE2_ERROR_MATCHLIMIT {
            if watched == nil { watched = try expression.compiled(PCRE2_AUTO_CALLOUT) }
            pcre2_set_match_limit_8(context, Self.mostSteps)
            // none begins before the place that was tried for so long
            let start = callout.pointee.place
            let rest = start > place ? options & ~PCRE2_NOTEMPTY_ATSTART : options
            count = pcre2_match_8(watched, text, text.count, start, rest, data, context)
        }
        if count == PCRE2_ERROR_NOMATCH { return nil }
        if count == PCRE2_ERROR_CALLOUT { throw Self.cancelled }
        guard count > 0, let places = pcre2_get_ovector_pointer_8(data) else {
            throw Failure(message: "the search was given up: \(RegularExpression.message(count))", isAstray: true)
        }
        let groups = (0...expression.groupCount).map { group -> String? in
            let (start, end) = (places[2 * group], places[2 * group + 1])
            // what took no part has the largest number, which is negative here
            guard start >= 0, start <= end, end <= text.count else { return nil }
            return String(decoding: text[start..<end], as: UTF8.self)
        }
        // a lookbehind with \K could turn the ends around
        return Match(groups: groups, names: expression.names, range: min(places[0], places[1])..<places[1])
    }
}
