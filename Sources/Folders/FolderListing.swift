internal import Glibc
internal import System

/// The files below a folder, remembered until one of the directories looked at has changed.
struct FolderListing: Sendable {
    /// Paths relative to the folder, in no order.
    let files: [String]
    private let directories: [(path: String, stamp: Stamp)]
    private let isSettled: Bool

    /// What tells that entries came or went.
    private struct Stamp: Equatable {
        var device: UInt
        var inode: UInt
        var seconds: Int
        var nanoseconds: Int

        init?(_ path: String) {
            var info = stat()
            guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { return nil }
            device = UInt(info.st_dev)
            inode = UInt(info.st_ino)
            seconds = info.st_mtim.tv_sec
            nanoseconds = info.st_mtim.tv_nsec
        }
    }

    /// Walks `folder`; a folder that is not there is empty.
    ///
    /// Links to directories are followed, each directory is entered once on the way down, and one named `.git` never.
    init(of folder: String, recursive: Bool, limit: Int = 1_000_000) {
        var files: [String] = []
        var directories: [(String, Stamp)] = []
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var isSettled = true

        func walk(_ path: String, _ relative: String, above: [Stamp]) {
            guard let stamp = Stamp(path), files.count < limit, above.count < 64,
                !above.contains(where: { $0.device == stamp.device && $0.inode == stamp.inode }),
                let handle = opendir(path)
            else { return }
            defer { closedir(handle) }
            directories.append((path, stamp))
            // A file system's clock ticks coarsely: a change within the tick of the last one leaves no trace.
            if Double(now.tv_sec - stamp.seconds) + Double(now.tv_nsec - stamp.nanoseconds) * 1e-9 < 0.1 {
                isSettled = false
            }
            while let entry = readdir(handle) {
                guard let name = name(of: entry), name != ".", name != ".." else { continue }
                let full = FilePath.join(path, name)
                var info = stat()
                guard stat(full, &info) == 0 else { continue }
                if info.st_mode & S_IFMT == S_IFREG {
                    files.append(FilePath.join(relative, name))
                } else if recursive, info.st_mode & S_IFMT == S_IFDIR, name != ".git" {
                    walk(full, FilePath.join(relative, name), above: above + [stamp])
                }
            }
        }

        /// Nil for a name that is not UTF-8: no workflow could say it.
        func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
            withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
        }

        walk(folder, "", above: [])
        self.files = files
        self.directories = directories
        self.isSettled = isSettled && !directories.isEmpty
    }

    /// Whether the folder would be found as it was.
    var isCurrent: Bool { isSettled && directories.allSatisfy { Stamp($0.path) == $0.stamp } }
}
