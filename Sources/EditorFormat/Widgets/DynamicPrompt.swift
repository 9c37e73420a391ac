/// Texts with choices: of "a {red|blue} ball" one is picked; comments go, and `\{`, `\}` and `\|` are plain characters.
struct DynamicPrompt {
    private let text: [UInt8]
    /// For each opening brace: where its choices begin, and where the last one ends.
    private var choices: [Int: [Range<Int>]] = [:]

    /// - Parameter pick: a choice's number below the given count.
    static func resolve(_ text: String, pick: (Int) -> Int = { Int.random(in: 0..<$0) }) -> String {
        // Most texts are plain
        guard text.utf8.contains(where: { [UInt8(ascii: "{"), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains($0) })
        else { return text }
        let prompt = DynamicPrompt(withoutComments(Array(text.utf8)))
        return String(decoding: prompt.resolve(pick), as: UTF8.self)
    }

    private init(_ text: [UInt8]) {
        self.text = text
        findChoices()
    }

    /// `/* ... */`, and `// ...` up to the end of the line.
    private static func withoutComments(_ text: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let star = UInt8(ascii: "*")
        var result: [UInt8] = []
        var at = 0
        // Where no comment ends, none does further on
        var isOpen = false
        while at < text.count {
            let next = at + 1 < text.count ? text[at + 1] : 0
            if text[at] == slash, next == slash {
                while at < text.count, text[at] != UInt8(ascii: "\n"), text[at] != UInt8(ascii: "\r") { at += 1 }
                continue
            }
            if text[at] == slash, next == star, !isOpen {
                var end = at + 2
                while end + 1 < text.count, text[end] != star || text[end + 1] != slash { end += 1 }
                if end + 1 < text.count {
                    at = end + 2
                    continue
                }
                isOpen = true
            }
            result.append(text[at])
            at += 1
        }
        return result
    }

    /// Pairs the braces. One that nothing closes reaches to the end.
    private mutating func findChoices() {
        var open: [(brace: Int, starts: [Int])] = []
        func ranges(_ starts: [Int], to end: Int) -> [Range<Int>] {
            zip(starts, starts.dropFirst().map { $0 - 1 } + [end]).map { $0..<$1 }
        }
        var at = 0
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "\\"): at += 1
            case UInt8(ascii: "{"): open.append((at, [at + 1]))
            case UInt8(ascii: "|"): if !open.isEmpty { open[open.count - 1].starts.append(at + 1) }
            case UInt8(ascii: "}"):
                if let (brace, starts) = open.popLast() { choices[brace] = ranges(starts, to: at) }
            default: break
            }
            at += 1
        }
        for (brace, starts) in open { choices[brace] = ranges(starts, to: text.count) }
    }

    private func resolve(_ pick: (Int) -> Int) -> [UInt8] {
        var result: [UInt8] = []
        var open = [0..<text.count]
        while var range = open.popLast() {
            while let at = range.first {
                range = at + 1..<range.upperBound
                if text[at] == UInt8(ascii: "\\"), let next = range.first {
                    range = next + 1..<range.upperBound
                    let isPlain = [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|")].contains(text[next])
                    result += isPlain ? [text[next]] : [text[at], text[next]]
                } else if text[at] == UInt8(ascii: "{"), let choices = choices[at], let last = choices.last {
                    open.append(min(last.upperBound + 1, range.upperBound)..<range.upperBound)
                    range = choices[pick(choices.count)]
                } else {
                    result.append(text[at])
                }
            }
        }
        return result
    }
}
