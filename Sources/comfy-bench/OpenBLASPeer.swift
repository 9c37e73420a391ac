internal import Glibc
internal import SyntheticModels
internal import Tensors

/// OpenBLAS's products in f32, loaded into this process when they are asked for.
final class OpenBLASPeer: Peer {
    let name = "openblas"
    /// With the kernels that it picked.
    let version: String

    /// cblas_sgemm
    private typealias Product =
        @convention(c) (
            _ order: Int32, _ transposesA: Int32, _ transposesB: Int32, _ m: Int32, _ n: Int32, _ k: Int32,
            _ alpha: Float, _ a: UnsafePointer<Float>?, _ lda: Int32, _ b: UnsafePointer<Float>?, _ ldb: Int32,
            _ beta: Float, _ c: UnsafeMutablePointer<Float>?, _ ldc: Int32
        ) -> Void
    private static let (rowMajor, plain, transposed) = (Int32(101), Int32(111), Int32(112))

    private let product: Product
    private var run: () -> Void = {}
    private var repetitions = 1

    /// Its kernels for processors that it does not know by name; it knows few that are newer than itself.
    private static var coreType: String? {
        switch Compute.instructionSet {
        case "avx512bf16", "avx512": "SkylakeX"
        case "avx2": "Haswell"
        default: nil
        }
    }

    init(threads: Int) throws(BenchError) {
        // Both are read when the library is loaded. What the user has set stays.
        if let coreType = Self.coreType { setenv("OPENBLAS_CORETYPE", coreType, 0) }
        setenv("OPENBLAS_NUM_THREADS", String(threads), 1)
        guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL) else {
            throw BenchError(
                "nothing to compare with: libopenblas.so.0 cannot be loaded (Debian has it in libopenblas0-pthread)")
        }
        func text(_ function: String) -> String {
            guard let symbol = dlsym(library, function) else { return "?" }
            let call = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)
            return call().map { String(cString: $0) } ?? "?"
        }
        guard let symbol = dlsym(library, "cblas_sgemm") else {
            throw BenchError("nothing to compare with: libopenblas.so.0 has no cblas_sgemm")
        }
        product = unsafeBitCast(symbol, to: Product.self)
        let words = text("openblas_get_config").split(separator: " ")
        version = "\(words.count > 1 ? words[1] : "?") \(text("openblas_get_corename"))"
    }

    func prepare(_ operation: OperationShape, _ precision: Options.Precision, repetitions: Int) -> Bool {
        guard precision == .f32, let (m, k, n) = operation.product else { return false }
        let a = Tensor.random([m, k]), b = Tensor.random([n, k], scale: 0.1)
        var c = Tensor(zeros: [m, n])
        run = { [product] in
            a.withFloats { a in
                b.withFloats { b in
                    c.withMutableFloats { c in
                        product(
                            Self.rowMajor, Self.plain, Self.transposed, Int32(m), Int32(n), Int32(k), 1, a.baseAddress,
                            Int32(k), b.baseAddress, Int32(k), 0, c.baseAddress, Int32(n))
                    }
                }
            }
        }
        self.repetitions = repetitions
        run()
        return true
    }

    func round() -> [String: Double] {
        let time = seconds { for _ in 0..<repetitions { run() } } / Double(repetitions)
        // Its threads turn for some 20 ms before they sleep: not at our cost.
        usleep(50_000)
        return ["f32 sgemm": time]
    }
}

extension OperationShape {
    /// The product [m, k] by [k, n] that it is; nil if it is something else.
    var product: (m: Int, k: Int, n: Int)? {
        switch self {
        case .linear(let m, let k, let n): (m, k, n)
        case .gatedLinear(let m, let k, let n): (m, k, 2 * n)
        default: nil
        }
    }
}
