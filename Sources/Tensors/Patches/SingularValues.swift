internal import Glibc
internal import System

/// The largest singular values of a matrix with their vectors, from LAPACK, which is looked for when it is first wanted:
/// nothing else here needs it, and it is larger than the whole library.
package struct SingularValues {
    /// [M, R]
    package let left: Tensor
    /// R, the largest first.
    package let values: [Float]
    /// [R, N]
    package let right: Tensor

    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    package static let missing = Missing(
        description: "a singular value decomposition needs LAPACK, which is not installed: libopenblas0 on Debian and "
            + "Ubuntu, openblas elsewhere")

    /// sgesdd of LAPACK's Fortran interface.
    private typealias Routine =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafeMutablePointer<Float>,
            UnsafePointer<Int32>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafePointer<Int32>,
            UnsafeMutablePointer<Float>, UnsafePointer<Int32>, UnsafeMutablePointer<Float>, UnsafePointer<Int32>,
            UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
        ) -> Void

    private static let libraries = ["libopenblas.so.0", "liblapack.so.3"]

    private static let routine: Routine? = {
        for name in libraries {
            guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(library, "sgesdd_") else {
                continue
            }
            // no threads that the host has not asked for
            if let setThreads = dlsym(library, "openblas_set_num_threads") {
                unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(1)
            }
            return unsafeBitCast(symbol, to: Routine.self)
        }
        return nil
    }()

    /// Whether the decomposition can be had.
    package static var isAvailable: Bool { routine != nil }

    /// - Parameters:
    ///   - matrix: f32 [M, N]
    ///   - count: R, at most as many as the shorter side has.
    /// - Throws: `Missing` without LAPACK, and where it does not converge.
    package init(_ matrix: Tensor, count: Int) throws {
        guard let routine = Self.routine else { throw Self.missing }
        let (rows, columns) = (matrix.shape[0], matrix.shape[1])
        let rank = min(rows, columns)
        precondition(rank > 0 && count > 0 && rows < 1 << 24 && columns < 1 << 24)
        // Fortran reads rows as columns: it sees the transposed matrix, whose vectors change sides.
        var given = matrix
        var values = try [Float](allocating: rank, repeating: 0)
        var right = try Tensor(allocating: [rank, columns]), left = try Tensor(allocating: [rows, rank])
        var integers = try [Int32](allocating: 8 * rank, repeating: 0)
        var info: Int32 = 0
        func call(_ work: UnsafeMutablePointer<Float>, _ size: Int32) {
            let (m, n, k) = (Int32(columns), Int32(rows), Int32(rank))
            given.withMutableFloats { a in
                right.withMutableFloats { u in
                    left.withMutableFloats { vt in
                        var kind = CChar(UInt8(ascii: "S"))
                        var (m, n, k, size) = (m, n, k, size)
                        routine(
                            &kind, &m, &n, a.baseAddress!, &m, &values, u.baseAddress!, &m, vt.baseAddress!, &k, work,
                            &size, &integers, &info)
                    }
                }
            }
        }
        var best: Float = 0
        call(&best, -1)
        // a float cannot say every integer
        let size = Int(best.nextUp.rounded(.up)) + 64
        var work = try Tensor(allocating: [size])
        work.withMutableFloats { call($0.baseAddress!, Int32(clamping: size)) }
        guard info == 0 else { throw Missing(description: "the singular value decomposition failed (\(info))") }
        let wanted = min(count, rank)
        self.values = Array(values[..<wanted])
        self.right = right.slice(0..<wanted)
        self.left = wanted == rank ? left : try left.transposed().slice(0..<wanted).transposed()
    }
}
