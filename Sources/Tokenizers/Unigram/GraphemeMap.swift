internal import System

/// A character map as the `tokenizers` library applies it (huggingface/spm_precompiled): to whole graphemes of up to five
/// bytes, of which the shortest prefix that the map has stands for all, and else to single characters.
enum GraphemeMap {
    static func mapped(_ text: ArraySlice<Unicode.Scalar>, _ map: CharacterMap?) -> [Unicode.Scalar] {
        guard let map else { return Array(text) }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text)
        var result = String.UnicodeScalarView()
        func replaced(_ bytes: [UInt8]) -> Bool {
            guard let found = map.replacement(of: bytes[...], isLongest: false) else { return false }
            result.append(contentsOf: String(decoding: found.by, as: UTF8.self).unicodeScalars)
            return true
        }
        var pulse = CancellationPulse()
        for grapheme in String(view) {
            if pulse.ends() { break }
            let bytes = Array(grapheme.utf8)
            if bytes.count < 6, replaced(bytes) { continue }
            for scalar in grapheme.unicodeScalars where !replaced(Array(UTF8.encode(scalar)!)) {
                if pulse.ends() { break }
                result.append(scalar)
            }
        }
        return Array(result)
    }
}
