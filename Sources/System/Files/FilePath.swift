internal import Glibc

/// Paths and names on this machine's file system, as plain strings.
package enum FilePath {
    /// `path` made absolute against the working directory, without `.`, `..` and doubled slashes; links are not followed.
    package static func absolute(_ path: String) throws(SystemError) -> String {
        var parts: [Substring] = []
        for part in try anchored(path).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// `path` made absolute against the working directory, and otherwise left as it stands.
    package static func anchored(_ path: String) throws(SystemError) -> String {
        if path.hasPrefix("/") { return path }
        guard let directory = workingDirectory else {
            throw SystemError(
                .io,
                "'\(path)' is relative to the working directory, which is gone: \(String(cString: strerror(errno)))")
        }
        return join(directory, path)
    }

    package static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty { return name }
        if name.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The path with all links followed; nil if there is nothing.
    package static func real(_ path: String) -> String? {
        guard !path.utf8.contains(0), let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The first part of a path behind a folder that is a link.
    package static func firstLink(of path: String, below folder: String) -> String? {
        var current = folder
        for part in path.dropFirst(folder.count).split(separator: "/") {
            current = join(current, String(part))
            var info = stat()
            if lstat(current, &info) == 0, info.st_mode & S_IFMT == S_IFLNK { return current }
        }
        return nil
    }

    /// Whether `path` is `folder` or below it; both absolute and clean.
    package static func contains(_ folder: String, _ path: String) -> Bool {
        folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }

    package static func isFile(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
    }

    /// Whether `name` can only mean something below the folder it is looked up in.
    package static func isPlainName(_ name: String) -> Bool {
        guard !name.isEmpty, !name.utf8.contains(0), !name.hasPrefix("/") else { return false }
        return !name.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." }
    }

    /// With slashes for backslashes.
    package static func slashed(_ name: String) -> String { String(name.map { $0 == "\\" ? "/" : $0 }) }

    /// The ways to read a name that a workflow says: as it stands, then, where it has backslashes, as a path of a system
    /// that separates folders with them. Only plain ones.
    package static func readings(of name: String) -> [String] {
        let slashed = slashed(name)
        return (slashed == name ? [name] : [name, slashed]).filter(isPlainName)
    }

    /// ".png" of "a/b.PNG", in lower case; empty if there is none. A leading dot starts no extension.
    package static func suffix(_ name: String) -> String {
        let base = name.split(separator: "/").last ?? ""
        guard let dot = base.lastIndex(of: "."), base[..<dot].contains(where: { $0 != "." }) else { return "" }
        return base[dot...].lowercased()
    }

    /// Nil if it was deleted or may not be read.
    package static var workingDirectory: String? {
        guard let directory = getcwd(nil, 0) else { return nil }
        defer { free(directory) }
        return String(cString: directory)
    }
}
