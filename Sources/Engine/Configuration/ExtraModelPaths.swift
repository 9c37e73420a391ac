internal import Formats
internal import Glibc

/// Reads ComfyUI's `extra_model_paths.yaml`: sections of folders by category.
enum ExtraModelPaths {
    typealias Folder = (category: String, path: String, isDefault: Bool)

    /// The name of the file that is read where it lies in the base directory.
    static let fileName = "extra_model_paths.yaml"

    /// The folders that the file adds; relative paths start at its `base_path`, else at the file's own folder.
    static func read(_ path: String) throws(EngineError) -> [Folder] {
        var folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if !path.hasPrefix("/") { folder = folder.isEmpty ? workingDirectory() : workingDirectory() + "/" + folder }
        return try folders(YAMLFile.read(path), name: path, folder: folder)
    }

    static func folders(_ document: JSON, name: String, folder: String) throws(EngineError) -> [Folder] {
        func fail(_ reason: String) -> EngineError { EngineError(.invalidConfiguration, "\(name): \(reason)") }
        func join(_ base: String, _ path: String) -> String {
            path.hasPrefix("/") ? path : base.hasSuffix("/") ? base + path : base + "/" + path
        }
        guard document != .null else { return [] }
        guard let sections = document.object else { throw fail("expected sections of folders") }
        var result: [Folder] = []
        for (title, section) in sections where section != .null {
            guard let members = section.object else { throw fail("'\(title)' is no section of folders") }
            var base = folder
            if let path = members["base_path"], path != .null {
                guard let text = path.string else { throw fail("'\(title)': base_path is no text") }
                base = join(folder, expandingHome(text))
            }
            let isDefault = members["is_default"]
            guard isDefault == nil || isDefault?.bool != nil else { throw fail("'\(title)': is_default is no boolean") }
            for (category, value) in members where category != "base_path" && category != "is_default" {
                guard let paths = paths(value) else { throw fail("'\(title)': '\(category)' is no text of folders") }
                result += paths.map { (category, join(base, $0), isDefault?.bool ?? false) }
            }
        }
        return result
    }

    /// A folder a line, or a list of them.
    private static func paths(_ value: JSON) -> [String]? {
        if value == .null { return [] }
        if let list = value.array {
            let paths = list.compactMap(\.string)
            return paths.count == list.count ? paths : nil
        }
        return value.string?.split(separator: "\n").map(String.init).filter { $0.contains { $0 != " " } }
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
