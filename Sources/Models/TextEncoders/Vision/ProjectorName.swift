internal import System

/// What the file of a language model's vision part is called. llama.cpp keeps it apart from the language model (`mmproj`,
/// a projector of other modes), and ComfyUI-GGUF finds it by its name (its loader.py).
package enum ProjectorName {
    private static let mark = "mmproj"
    private static let ending = ".gguf"

    /// Of names of files in one folder, those of what may be the vision part of the encoder that lies there too. In their
    /// order; none unless the encoder's own name is that of a GGUF file.
    package static func candidates(for encoder: String, among names: [String]) -> [String] {
        guard FilePath.suffix(encoder) == ending else { return [] }
        let wanted = stemWithoutQuantization(encoder)
        return names.filter { name in
            guard name != encoder, FilePath.suffix(name) == ending else { return false }
            let stem = stem(name)
            return stem.contains(text: mark) && stem.contains(text: wanted)
        }
    }

    /// What is looked for beside an encoder, for people.
    ///
    /// - Parameter path: of the encoder; a name without folders if it lies in memory
    static func wish(beside path: String) -> String {
        let slash = path.lastIndex(of: "/")
        let wanted = stemWithoutQuantization(slash.map { String(path[path.index(after: $0)...]) } ?? path)
        let parts = wanted.isEmpty || mark.contains(text: wanted) ? "\"\(mark)\"" : "\"\(mark)\" and \"\(wanted)\""
        let place = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "the same folder"
        return "a \(ending) file with \(parts) in its name, looked for in \(place)"
    }

    private static func stem(_ name: String) -> String {
        String(name.dropLast(FilePath.suffix(name).count)).lowercased()
    }

    /// In small letters, without an end like `-q4_k_m`, `_iq4_xs` or `-ud-q8_k_xl`.
    private static func stemWithoutQuantization(_ name: String) -> String {
        let stem = Array(stem(name).utf8)
        for place in stem.indices.dropLast(3) where stem[place] == UInt8(ascii: "q") {
            guard isDigit(stem[place + 1]), stem[place + 2] == UInt8(ascii: "_") else { continue }
            let rest = stem[(place + 3)...]
            guard rest.count <= 8, rest.allSatisfy(isOfQuantization) else { continue }
            var head = stem[..<place]
            if head.last == UInt8(ascii: "i") { head.removeLast() }
            if head.suffix(3).elementsEqual("ud-".utf8) { head.removeLast(3) }
            if head.last == UInt8(ascii: "-") || head.last == UInt8(ascii: "_") { head.removeLast() }
            return String(decoding: head, as: UTF8.self)
        }
        return String(decoding: stem, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isOfQuantization(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }
}
