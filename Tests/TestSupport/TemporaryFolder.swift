import Glibc

/// A base folder for one test, removed with everything in it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/comfy-nodes-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit { remove(path) }

    package func make(_ name: String, _ bytes: [UInt8] = [1]) {
        let full = "\(path)/\(name)"
        makeFolder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
        let file = fopen(full, "wb")!
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    package func makeFolder(_ name: String) {
        var at = path
        for part in name.split(separator: "/") {
            at += "/" + part
            mkdir(at, 0o755)
        }
    }

    package func link(_ name: String, to target: String) { symlink(target, "\(path)/\(name)") }

    package func exists(_ name: String) -> Bool { access("\(path)/\(name)", F_OK) == 0 }

    package func names(_ folder: String) -> [String] {
        guard let handle = opendir("\(path)/\(folder)") else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private func remove(_ path: String) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        if info.st_mode & S_IFMT == S_IFDIR, let handle = opendir(path) {
            var names: [String] = []
            while let entry = readdir(handle) {
                names.append(
                    withUnsafeBytes(of: &entry.pointee.d_name) {
                        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                    })
            }
            closedir(handle)
            for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
