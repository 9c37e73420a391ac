internal import System

/// Where links below the input, output and temp folders may lead: anywhere, unless the owner says otherwise, since
/// whoever makes a link on the machine owns it.
package struct LinkRoots: Sendable {
    package static let anywhere = LinkRoots(["/"])

    /// Absolute.
    private let roots: [String]

    package init(_ roots: [String]) { self.roots = roots }

    /// Why a path below a folder, of which the end need not be there yet, may not be used; nil if it may.
    package func refusal(of path: String, below folder: String) -> String? {
        guard !roots.contains("/") else { return nil }
        var existing = path
        while FilePath.real(existing) == nil, existing != folder, let slash = existing.lastIndex(of: "/") {
            existing = String(existing[..<slash])
        }
        guard let real = FilePath.real(existing) else { return nil }
        let admitted = ([folder] + roots).compactMap(FilePath.real)
        guard !admitted.contains(where: { FilePath.contains($0, real) }) else { return nil }
        let link = FilePath.firstLink(of: existing, below: folder) ?? existing
        return "the link \(link) leads to \(real), which is not below \(folder) and not below link_roots"
    }
}
