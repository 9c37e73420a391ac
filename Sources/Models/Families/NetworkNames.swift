internal import Tensors

/// The names and shapes below a prefix of a file, by which transformers are told from one another.
struct NetworkNames {
    private let file: any WeightSource
    private let tree: NameTree
    /// Empty, or it ends with a dot.
    let prefix: String

    /// Whole checkpoints; diffusion models alone.
    static let prefixes = ["model.diffusion_model.", "model.model.", "net.", "model.", ""]

    init(_ file: any WeightSource, _ tree: NameTree, prefix: String) {
        (self.file, self.tree, self.prefix) = (file, tree, prefix)
    }

    func shape(_ name: String) -> [Int]? { file.info(prefix + name)?.shape }

    func has(_ name: String) -> Bool { shape(name) != nil }

    /// How many things lie at a path.
    func count(_ path: String) -> Int { tree.children(of: prefix + path).count }
}
