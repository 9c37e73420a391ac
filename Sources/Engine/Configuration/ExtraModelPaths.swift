internal import Formats
internal import Glibc

/// Reads ComfyUI's `extra_model_paths.yaml`: sections of folders by category.
///
/// Of YAML it knows what such files are made of: two levels of mappings with plain or quoted values, blocks after `|`,
/// and comments. Anything else is an error with its line.
enum ExtraModelPaths {
    typealias Folder = (category: String, path: String, isDefault: Bool)

    /// The folders that the file adds; relative paths start at its `base_path`, else at the file's own folder.
    static func read(_ path: String) throws(EngineError) -> [Folder] {
        let content: String?
        do {
            content = try MappedFile(path: path).withBytes { bytes in
                bytes.count <= 1 << 20 ? String(validating: bytes, as: UTF8.self) : nil
            }
        } catch {
            throw EngineError(.io, error.message)
        }
        guard let text = content else {
            throw EngineError(.invalidConfiguration, "\(path): not a text file of at most 1 MiB")
        }
        var folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if !path.hasPrefix("/") { folder = folder.isEmpty ? workingDirectory() : workingDirectory() + "/" + folder }
        return try parse(text, name: path, folder: folder)
    }

    static func parse(_ text: String, name: String, folder: String) throws(EngineError) -> [Folder] {
        func fail(_ line: Int, _ reason: String) -> EngineError {
            EngineError(.invalidConfiguration, "\(name), line \(line + 1): \(reason)")
        }
        func join(_ base: String, _ path: String) -> String {
            path.hasPrefix("/") ? path : base.hasSuffix("/") ? base + path : base + "/" + path
        }
        var result: [Folder] = []
        var section: [(key: String, value: String)]?

        func finishSection() {
            guard let members = section else { return }
            var base = folder
            if let path = members.last(where: { $0.key == "base_path" })?.value, !path.isEmpty {
                base = join(folder, expandingHome(path))
            }
            let isDefault = members.last { $0.key == "is_default" }.map { $0.value.lowercased() == "true" } ?? false
            for (key, value) in members where key != "base_path" && key != "is_default" {
                for line in value.split(separator: "\n") { result.append((key, join(base, String(line)), isDefault)) }
            }
            section = nil
        }

        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        var index = 0
        while index < lines.count {
            let line = lines[index]
            let content = line.drop { $0 == " " }
            let number = index
            index += 1
            guard let first = content.first, first != "#", content != "---" else { continue }
            if first == "\t" { throw fail(number, "a tab in the indentation") }
            guard let (key, rest) = keyAndValue(content) else { throw fail(number, "expected 'key: value'") }
            let indentation = line.count - content.count
            if indentation == 0 {
                finishSection()
                guard rest.isEmpty else { throw fail(number, "expected a section of folders") }
                section = []
            } else if section == nil {
                throw fail(number, "an indented line outside of a section")
            } else if rest == "|" || rest == "|-" || rest == "|+" || rest == ">" {
                var block: [Substring] = []
                while index < lines.count {
                    let inner = lines[index].drop { $0 == " " }
                    guard inner.isEmpty || lines[index].count - inner.count > indentation else { break }
                    let path = inner.trimmingTrailingSpaces()
                    if !path.isEmpty { block.append(path) }
                    index += 1
                }
                section?.append((key, block.joined(separator: "\n")))
            } else {
                guard let value = scalar(rest) else { throw fail(number, "cannot read the value '\(rest)'") }
                section?.append((key, value))
            }
        }
        finishSection()
        return result
    }

    private static func keyAndValue(_ line: Substring) -> (String, Substring)? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let rest = line[line.index(after: colon)...]
        guard rest.isEmpty || rest.first == " " else { return nil }
        let key = line[..<colon].trimmingTrailingSpaces()
        guard !key.isEmpty, !key.contains(where: { "{}[]\"'&*!|>%@`#".contains($0) }) else { return nil }
        var value = rest.drop { $0 == " " }.trimmingTrailingSpaces()
        if value.first == "#" { value = "" }
        return (String(key), value)
    }

    /// A plain or quoted value without its comment; nil for what this reader does not know.
    private static func scalar(_ text: Substring) -> String? {
        guard let first = text.first else { return "" }
        if first == "\"" || first == "'" {
            let inner = text.dropFirst()
            guard let end = inner.firstIndex(of: first) else { return nil }
            let after = inner[inner.index(after: end)...].drop { $0 == " " }
            let value = inner[..<end]
            return (after.isEmpty || after.first == "#") && !value.contains("\\") ? String(value) : nil
        }
        if "{}[]&*!|>%@`".contains(first) { return nil }
        var end = text.endIndex
        var previous: Character = "x"
        for index in text.indices {
            if text[index] == "#" && previous == " " {
                end = index
                break
            }
            previous = text[index]
        }
        return String(text[..<end].trimmingTrailingSpaces())
    }

    private static func expandingHome(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst()
    }

    private static func workingDirectory() -> String {
        guard let directory = getcwd(nil, 0) else { return "/" }
        defer { free(directory) }
        return String(cString: directory)
    }
}

extension Substring {
    fileprivate func trimmingTrailingSpaces() -> Substring {
        var text = self
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return text
    }
}
