package import Formats
internal import Glibc
package import System

/// Where models, inputs and results lie. Safe from any thread.
///
/// Names come from workflows, which nobody has checked: none of them leads out of its folder. A link is the decision of
/// the machine's owner and is followed, as ComfyUI does; in the input, output and temp folders he may confine them.
package final class Folders: Sendable {
    /// What the host configured.
    package struct Paths: Sendable {
        /// Each has `models/`; the first also has the default `input`, `output`, `temp` and `user`.
        package var basePaths: [String]
        /// Stands in for `models/` of the first base path.
        package var models: String?
        package var input: String?
        package var output: String?
        package var temp: String?
        package var user: String?
        /// Further folders of a category, searched before those of the base paths if `isDefault`.
        package var additional: [(category: String, path: String, isDefault: Bool)] = []
        /// Where links below the input, output and temp folders may lead.
        package var linkRoots = ["/"]

        package init(
            basePaths: [String], models: String? = nil, input: String? = nil, output: String? = nil,
            temp: String? = nil, user: String? = nil
        ) {
            self.basePaths = basePaths
            self.models = models
            self.input = input
            self.output = output
            self.temp = temp
            self.user = user
        }
    }

    /// The folders that an annotation like `name.png [output]` can ask for.
    package enum Special: String, Sendable, CaseIterable { case input, output, temp }

    package let input: String
    package let output: String
    package let temp: String
    package let user: String
    /// Of the first base path.
    package let models: String
    package let links: LinkRoots

    private let modelRoots: [String: [String]]
    private struct State {
        var listings: [String: FolderListing] = [:]
        var models: [String: [String: MemoryFile]] = [:]
        var images: [String: (image: PixelImage, revision: Int)] = [:]
        var revision = 0
    }
    private let state = Lock(State())

    package init(_ paths: Paths) throws(SystemError) {
        let bases = paths.basePaths.isEmpty ? ["."] : paths.basePaths
        func special(_ path: String?, _ name: String) throws(SystemError) -> String {
            try FilePath.absolute(
                path.map { $0.hasPrefix("/") ? $0 : FilePath.join(bases[0], $0) } ?? FilePath.join(bases[0], name))
        }
        input = try special(paths.input, "input")
        output = try special(paths.output, "output")
        temp = try special(paths.temp, "temp")
        user = try special(paths.user, "user")
        models = try FilePath.absolute(paths.models ?? FilePath.join(bases[0], "models"))
        var links: [String] = []
        for root in paths.linkRoots { links.append(try special(root, "")) }
        self.links = LinkRoots(links)

        var roots: [String: [String]] = [:]
        func add(_ path: String, to category: String, first: Bool = false) throws(SystemError) {
            let path = try FilePath.absolute(path)
            if roots[category]?.contains(path) == true {
                guard first else { return }
                roots[category]?.removeAll { $0 == path }
            }
            roots[category, default: []].insert(path, at: first ? 0 : roots[category]?.count ?? 0)
        }
        for (index, base) in bases.enumerated() {
            let models = index == 0 ? paths.models ?? FilePath.join(base, "models") : FilePath.join(base, "models")
            for category in FolderCategory.all {
                for folder in category.folders { try add(FilePath.join(models, folder), to: category.name) }
            }
        }
        for (category, path, isDefault) in paths.additional {
            let path = path.hasPrefix("/") ? path : FilePath.join(bases[0], path)
            try add(path, to: FolderCategory.canonical(category), first: isDefault)
        }
        modelRoots = roots
    }

    package func path(of folder: Special) -> String {
        switch folder {
        case .input: input
        case .output: output
        case .temp: temp
        }
    }

    // MARK: Whether they can be used

    /// What is wrong with the models folder itself; nil if it can be read.
    package var modelsProblem: String? {
        guard let handle = opendir(models) else {
            return "the models folder \(models) cannot be read: \(String(cString: strerror(errno)))"
        }
        closedir(handle)
        return nil
    }

    /// Why no file can be written into a folder, which need not be there yet; nil if one can.
    package func writingProblem(of folder: Special) -> String? {
        let path = path(of: folder)
        var existing = path
        while access(existing, F_OK) != 0, let slash = existing.lastIndex(of: "/"), slash > existing.startIndex {
            existing = String(existing[..<slash])
        }
        var info = stat()
        let isFolder = stat(existing, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
        if isFolder, access(existing, W_OK | X_OK) == 0 { return nil }
        let reason = isFolder ? String(cString: strerror(errno)) : "\(existing) is not a folder"
        return "the \(folder.rawValue) folder \(path) cannot be written: \(reason)"
    }

    // MARK: Models

    /// The known categories, sorted.
    package var categories: [String] {
        let registered = state.withLock { Array($0.models.keys) }
        return Set(modelRoots.keys).union(registered).sorted(by: NameOrder.plain)
    }

    /// A category's folders, in the order they are searched. `category` may be a legacy name.
    package func roots(of category: String) -> [String] { modelRoots[FolderCategory.canonical(category)] ?? [] }

    /// The category's files of every root and those in memory: paths relative to their root, sorted by code points.
    package func files(of category: String) -> [String] {
        let category = FolderCategory.canonical(category)
        let suffixes = FolderCategory.suffixes(of: category)
        var names = Set(state.withLock { $0.models[category]?.keys.map { $0 } ?? [] })
        for root in roots(of: category) {
            for file in listing(of: root, recursive: true).files
            where suffixes == nil || suffixes!.contains(FilePath.suffix(file))
                || suffixes == FolderCategory.modelSuffixes && file.hasSuffix(".index.json")
            {
                names.insert(file)
            }
        }
        return names.sorted(by: NameOrder.plain)
    }

    /// The file of that name in the category's first root that has it; memory comes before the disk.
    package func file(_ name: String, of category: String) -> FoundFile? {
        let category = FolderCategory.canonical(category)
        if let file = state.withLock({ $0.models[category]?[name] }) { return .memory(file) }
        for name in FilePath.readings(of: name) {
            for root in roots(of: category) {
                let path = FilePath.join(root, name)
                if FilePath.isFile(path) { return .disk(path) }
            }
        }
        return nil
    }

    /// What lies in the same folder as a file of a category, itself among it, by names without the folder's; and the
    /// file's own such name. Sorted by code points.
    package func siblings(
        of file: FoundFile, named name: String, in category: String
    ) -> (ownName: String, files: [(name: String, file: FoundFile)]) {
        func split(_ path: String) -> (folder: String, name: String) {
            guard let slash = path.lastIndex(of: "/") else { return ("", path) }
            return (String(path[...slash]), String(path[path.index(after: slash)...]))
        }
        switch file {
        case .disk(let path):
            let (folder, ownName) = split(path)
            let names = listing(of: folder, recursive: false).files.sorted(by: NameOrder.plain)
            return (ownName, names.map { ($0, .disk(folder + $0)) })
        case .memory:
            let (folder, ownName) = split(name)
            let files = state.withLock { $0.models[FolderCategory.canonical(category)] ?? [:] }
            let near = files.map { (path: split($0), file: $1) }.filter { $0.path.folder == folder }
            return (
                ownName,
                near.map { ($0.path.name, .memory($0.file)) }.sorted { NameOrder.plain($0.name, $1.name) }
            )
        }
    }

    /// Makes a file in memory known under a category and a name, in place of an earlier one.
    package func register(_ file: MemoryFile, as name: String, of category: String) {
        state.withLock { $0.models[FolderCategory.canonical(category), default: [:]][name] = file }
    }

    /// False if there was none.
    package func unregisterModel(_ name: String, of category: String) -> Bool {
        let category = FolderCategory.canonical(category)
        // The file is released outside the lock: its release function is the host's and may call back.
        let removed = state.withLock { state -> MemoryFile? in
            let removed = state.models[category]?.removeValue(forKey: name)
            if state.models[category]?.isEmpty == true { state.models[category] = nil }
            return removed
        }
        return removed != nil
    }

    // MARK: Input, output, temp

    /// An image in memory that LoadImage finds under that name, in place of an earlier one.
    package func register(_ image: PixelImage, as name: String) {
        state.withLock { state in
            state.revision += 1
            state.images[name] = (image, state.revision)
        }
    }

    /// False if there was none.
    package func unregisterImage(_ name: String) -> Bool {
        state.withLock { $0.images.removeValue(forKey: name) != nil }
    }

    package func image(inMemory name: String) -> PixelImage? { state.withLock { $0.images[name]?.image } }

    /// All that is in memory: images by name, with a number that no two have, and model files by category and name.
    package var contentsInMemory:
        (images: [String: (image: PixelImage, revision: Int)], models: [String: [String: MemoryFile]])
    {
        state.withLock { ($0.images, $0.models) }
    }

    /// The input folder's own files with one of these endings, and the images in memory, in natural order.
    package func inputFiles(suffixes: Set<String>, includingImages: Bool) -> [String] {
        var names = Set(listing(of: input, recursive: false).files.filter { suffixes.contains(FilePath.suffix($0)) })
        if includingImages { names.formUnion(state.withLock { Array($0.images.keys) }) }
        return names.sorted(by: NameOrder.natural)
    }

    /// Files below one of the input folder's folders, by their suffixes; names begin with the folder's.
    package func inputFiles(below folder: String, suffixes: Set<String>) -> [String] {
        listing(of: FilePath.join(input, folder), recursive: true).files
            .filter { suffixes.contains(FilePath.suffix($0)) }.map { "\(folder)/\($0)" }.sorted(by: NameOrder.plain)
    }

    /// The file that a workflow names in the input folder, or in another one by an annotation:
    /// `name.png [output]`. Nil if there is none or if it lies outside.
    package func annotatedFile(_ name: String) -> String? {
        let (name, folder) = Self.annotation(of: name)
        let root = path(of: folder ?? .input)
        for name in FilePath.readings(of: name) {
            let path = FilePath.join(root, name)
            if FilePath.isFile(path), links.refusal(of: path, below: root) == nil { return path }
        }
        return nil
    }

    /// Why there is no such file, where more can be said than that; " (...)", to stand behind the name.
    package func absence(of name: String) -> String {
        let (name, folder) = Self.annotation(of: name)
        let special = folder ?? .input
        let root = path(of: special)
        if name.hasPrefix("/") {
            return " (an absolute path; files are looked for below the \(special.rawValue) folder, \(root))"
        }
        if !name.isEmpty, !FilePath.isPlainName(FilePath.slashed(name)) {
            return " (it leads out of the \(special.rawValue) folder, \(root))"
        }
        let refusal = FilePath.readings(of: name).lazy.compactMap { name -> String? in
            let path = FilePath.join(root, name)
            return FilePath.isFile(path) ? self.links.refusal(of: path, below: root) : nil
        }.first
        return refusal.map { " (\($0))" } ?? ""
    }

    /// Splits `name.png [output]`; ComfyUI takes the annotation and the one character before it.
    package static func annotation(of name: String) -> (name: String, folder: Special?) {
        for folder in Special.allCases where name.hasSuffix("[\(folder.rawValue)]") {
            return (String(name.dropLast(folder.rawValue.count + 3)), folder)
        }
        return (name, nil)
    }

    private func listing(of folder: String, recursive: Bool) -> FolderListing {
        let key = (recursive ? "**" : "*") + folder
        if let known = state.withLock({ $0.listings[key] }), known.isCurrent { return known }
        let fresh = FolderListing(of: folder, recursive: recursive)
        state.withLock { $0.listings[key] = fresh }
        return fresh
    }
}
