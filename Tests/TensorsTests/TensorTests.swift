import Glibc
import Tensors
import Testing

@Suite struct TensorTests {
    @Test func copiesAreValues() {
        let a = Tensor([1, 2, 3, 4], shape: [2, 2])
        var b = a
        b.withMutableFloats { $0[0] = 9 }
        #expect(a.floats == [1, 2, 3, 4])
        #expect(b.floats == [9, 2, 3, 4])
        var row = a.slice(1..<2)
        row.withMutableFloats { $0[0] = 7 }
        #expect(row.floats == [7, 4])
        #expect(a.floats == [1, 2, 3, 4])
    }

    @Test func arithmetic() {
        let a = Tensor([1, 2, 3], shape: [3])
        let b = Tensor([10, 20, 40], shape: [3])
        #expect((a + b).floats == [11, 22, 43])
        #expect((b - a).floats == [9, 18, 37])
        #expect((a * b).floats == [10, 40, 120])
        #expect((b / a).floats == [10, 10, Float(40) / 3])
        #expect((a * 2).floats == [2, 4, 6])
        #expect((2 * a).floats == [2, 4, 6])
        #expect((a / 2).floats == [0.5, 1, 1.5])
        #expect((a + 1).floats == [2, 3, 4])
        #expect((a - 1).floats == [0, 1, 2])
        #expect((-a).floats == [-1, -2, -3])
        #expect(a.adding(b, times: 0.5).floats == [6, 12, 23])
        #expect(Tensor.combination([(2, a), (0.1, b), (-1, a)]).floats == [2, 4, 7])
        // Products and sums round on their own, as in PyTorch's unfused arithmetic.
        let x = Tensor([1 + 0x1p-12], shape: [1])
        #expect(x.adding(x, times: 1 + 0x1p-12).floats == [(1 + 0x1p-12) + Float(1 + 0x1p-11)])
    }

    @Test func partsOfTensors() throws {
        var items = try Tensor(allocatingZeros: [3, 2])
        items.replaceItems(from: 1, with: Tensor([1, 2, 3, 4], shape: [2, 2]))
        #expect(items.floats == [0, 0, 1, 2, 3, 4])
        #expect(try items.mapped { $0 * 2 - 1 }.floats == [-1, -1, 1, 3, 5, 7])
        #expect(try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).channels(2).floats == [1, 2, 4, 5])
        var image = try Tensor(allocatingZeros: [1, 2, 3, 1])
        let tile = Tensor([1, 2, 3, 4], shape: [1, 2, 2, 1])
        for left in [0, 1] { image.addTile(tile, top: 0, left: left, rows: [1, 0.5], columns: [1, 0.25]) }
        #expect(image.floats == [1, 1.5, 0.5, 1.5, 2, 0.5])
        let waves = Tensor.sinusoids(of: [0, 2], channels: 4)
        #expect(waves.shape == [2, 4] && Array(waves.floats[..<4]) == [1, 1, 0, 0])
        for (wave, expected) in zip(waves.floats[4...], [cos(2), cos(0.02), sin(2), sin(0.02)]) {
            #expect(abs(wave - Float(expected)) < 1e-6)
        }
    }

    /// Pages of a file map are given back once a weight is expanded, and only whole pages of it.
    @Test func expandedWeightsGiveTheirPagesBack() throws {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let size = 64 * page
        var name = Array("/tmp/comfy-pages-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        try #require(descriptor >= 0)
        unlink(name)
        defer { close(descriptor) }
        let content = [UInt8](repeating: 0x3c, count: size)
        try #require(write(descriptor, content, size) == size)
        let map = try #require(mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0))
        try #require(map != MAP_FAILED)
        let storage = TensorStorage(borrowing: map, byteCount: size, isFileMap: true) { munmap(map, size) }
        let rows = (size - 3 * page) / 2 / 32
        let tensor = Tensor(storage: storage, byteOffset: page / 2, shape: [rows, 32], dtype: .f16)
        let compute = Compute(pool: ThreadPool(threads: 1))
        let ones = Tensor(repeating: 1, [1, 32])
        let value = Float(Float16(bitPattern: 0x3c3c))
        let sums = try compute.linear(ones, LinearWeight(weight: tensor))
        #expect(sums.floats.allSatisfy { $0 == 32 * value })
        // Most of the map is not resident any more.
        var resident = [UInt8](repeating: 0, count: 64)
        try #require(mincore(map, size, &resident) == 0)
        // The elements are still there for a second reader.
        #expect(try compute.linear(ones, LinearWeight(weight: tensor)).bits == sums.bits)
    }
}
