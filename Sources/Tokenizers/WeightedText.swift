internal import System

/// A stretch of a prompt that has one weight.
struct WeightedText {
    /// Escapes resolved.
    var text: [Unicode.Scalar]
    var weight: Double

    /// Splits a prompt at its parentheses: `(x)` weighs 1.1 times what surrounds it, `(x:w)` weighs w.
    ///
    /// `\(` and `\)` are plain. An unclosed `(` reaches to the end of what surrounds it and counts only if that ends
    /// in `)`; a `)` too many is plain, and so is the `(` that makes up for it. Linear in the prompt's length,
    /// whatever the nesting.
    static func parse(_ prompt: String) -> [WeightedText] {
        let text = escaped(prompt)
        let index = ParenthesisIndex(text)

        /// A stretch that is read at one level of nesting.
        struct Level {
            var at: Int
            var end: Int
            var weight: Double
            /// Where the plain text before `at` began.
            var plainStart: Int
            /// How many `)` were too many so far, as a negative number.
            var balance = 0
        }
        var result: [WeightedText] = []
        var levels = [Level(at: 0, end: text.count, weight: 1, plainStart: 0)]
        func add(_ range: Range<Int>, _ weight: Double) {
            if !range.isEmpty { result.append(WeightedText(text: unescaped(text[range]), weight: weight)) }
        }
        var pulse = CancellationPulse()
        while var level = levels.popLast(), !pulse.ends() {
            var inner: Level?
            while level.at < level.end, inner == nil, !pulse.ends() {
                let scalar = text[level.at]
                if scalar == "(" && level.balance == 0 {
                    add(level.plainStart..<level.at, level.weight)
                    let open = level.at
                    let close = index.closing(open)
                    let end = close < level.end ? close + 1 : level.end
                    level.at = end
                    level.plainStart = end
                    if end - open >= 2 && text[end - 1] == ")" {
                        var contentEnd = end - 1
                        var weight = level.weight * 1.1
                        if let (colon, value) = index.weight(in: (open + 1)..<contentEnd, of: text) {
                            contentEnd = colon
                            weight = value
                        }
                        inner = Level(at: open + 1, end: contentEnd, weight: weight, plainStart: open + 1)
                    } else {
                        add(open..<end, level.weight)
                    }
                    continue
                }
                if scalar == "(" { level.balance += 1 }
                if scalar == ")" { level.balance -= 1 }
                level.at += 1
            }
            if let inner {
                levels.append(level)
                levels.append(inner)
            } else {
                add(level.plainStart..<level.end, level.weight)
            }
        }
        return result
    }

    /// A prompt in which parentheses mean nothing.
    static func plain(_ prompt: String) -> WeightedText {
        WeightedText(text: unescaped(escaped(prompt)[...]), weight: 1)
    }

    // Escaped parentheses become two control characters each while parentheses are looked at. A prompt that holds
    // these very characters gets parentheses in their place, as in ComfyUI.
    private static let close: [Unicode.Scalar] = ["\u{0}", "\u{1}"]
    private static let open: [Unicode.Scalar] = ["\u{0}", "\u{2}"]

    private static func escaped(_ prompt: String) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var pulse = CancellationPulse()
        for scalar in prompt.unicodeScalars {
            if pulse.ends() { break }
            if scalar == "(" || scalar == ")", result.last == "\\" {
                result.removeLast()
                result += scalar == "(" ? open : close
            } else {
                result.append(scalar)
            }
        }
        return result
    }

    private static func unescaped(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var pulse = CancellationPulse()
        for scalar in text {
            if pulse.ends() { break }
            if result.last == "\u{0}", scalar == "\u{1}" || scalar == "\u{2}" {
                result[result.count - 1] = scalar == "\u{1}" ? ")" : "("
            } else {
                result.append(scalar)
            }
        }
        return result
    }
}

/// Where the parentheses and colons of a text lie, so that no nested part is searched again.
private struct ParenthesisIndex {
    /// For each `(` its `)`, `Int.max` without one; elsewhere that too.
    private var match: [Int]
    /// For each place the last colon before it, -1 without one.
    private var colonBefore: [Int]
    /// For each place the first parenthesis at or after it, `count` without one.
    private var parenthesisFrom: [Int]

    init(_ text: [Unicode.Scalar]) {
        var open: [Int] = []
        var pulse = CancellationPulse()
        match = [Int](repeating: .max, count: text.count)
        colonBefore = [-1]
        colonBefore.reserveCapacity(text.count + 1)
        parenthesisFrom = [Int](repeating: text.count, count: text.count + 1)
        for (i, scalar) in text.enumerated() {
            if scalar == "(" { open.append(i) }
            if scalar == ")", let start = open.popLast() { match[start] = i }
            colonBefore.append(scalar == ":" ? i : colonBefore[i])
        }
        for i in text.indices.reversed() {
            if pulse.ends() { break }
            parenthesisFrom[i] = text[i] == "(" || text[i] == ")" ? i : parenthesisFrom[i + 1]
        }
    }

    func closing(_ open: Int) -> Int { match[open] }

    /// The number after the content's last colon and where that colon is; nil if there is none, or nothing before it.
    func weight(in content: Range<Int>, of text: [Unicode.Scalar]) -> (colon: Int, value: Double)? {
        let colon = colonBefore[content.upperBound]
        guard colon > content.lowerBound, parenthesisFrom[colon] >= content.upperBound,
            let value = PythonText.float(text[(colon + 1)..<content.upperBound])
        else { return nil }
        return (colon, value)
    }
}
