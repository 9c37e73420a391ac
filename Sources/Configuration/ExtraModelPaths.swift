internal import Formats
internal import System

/// Reads ComfyUI's `extra_model_paths.yaml`: sections of folders by category.
package enum ExtraModelPaths {
    package typealias Folder = (category: String, path: String, isDefault: Bool)

    /// The name of the file that is read where it lies in the base directory.
    package static let fileName = "extra_model_paths.yaml"

    /// The folders that the file adds; relative paths start at its `base_path`, else at the file's own folder.
    package static func read(_ path: String) throws(EngineError) -> [Folder] {
        let parts = try EngineError.translating { () throws(SystemError) in try FilePath.anchored(path) }
            .split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        return try folders(YAMLFile.read(path), name: path, folder: folder)
    }

    static func folders(
        _ document: JSON, name: String, folder: String, environment: [String: String] = ProcessEnvironment.current
    ) throws(EngineError) -> [Folder] {
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
                base = join(folder, expandingHome(expandingVariables(text, environment), environment))
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

    /// `$NAME` and `${NAME}` with the environment's values; what is not set there stays as it is.
    private static func expandingVariables(_ path: String, _ environment: [String: String]) -> String {
        var result = ""
        var rest = path[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            let name: Substring
            let whole: Substring
            if rest.hasPrefix("${"), let close = rest.firstIndex(of: "}") {
                name = rest[..<close].dropFirst(2)
                whole = rest[...close]
            } else {
                name = rest.dropFirst().prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
                whole = rest[..<name.endIndex]
            }
            result += environment[String(name)] ?? String(whole)
            rest = rest[whole.endIndex...]
        }
        return result + rest
    }

    private static func expandingHome(_ path: String, _ environment: [String: String]) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
        return home + path.dropFirst()
    }
}
