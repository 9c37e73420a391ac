import Testing

@testable import Tensors

/// How work is cut into blocks.
@Suite struct GridTests {
    /// Blocks cover a product's result once, whatever its shape.
    @Test func productBlocksCoverTheResult() {
        for width in [8, 16, 32] {
            for (gated, packed) in [(false, false), (true, false), (false, true), (true, true)] {
                for m in [1, 7, 96, 1024, 1025, 4095, 24_577, 30_000, 1_048_583] {
                    for (n, taps, segment) in [(1, 1, 1), (31, 1, 77), (320, 1, 320), (1281, 9, 40), (64, 9, 2560)] {
                        let grid = ProductGrid(
                            m: m, n: n, taps: taps, segment: segment, width: width, gated: gated, packed: packed)
                        var area = 0
                        var (corners, ends) = (Set<Int>(), 0)
                        for index in 0..<grid.count {
                            let (rows, columns) = grid[index]
                            #expect(!rows.isEmpty && rows.count <= grid.rows && rows.upperBound <= m)
                            #expect(!columns.isEmpty && columns.count <= grid.columns && columns.upperBound <= n)
                            #expect(columns.lowerBound % width == 0)
                            area += rows.count * columns.count
                            corners.insert(rows.lowerBound * n + columns.lowerBound)
                            ends += rows.upperBound == m && columns.upperBound == n ? 1 : 0
                        }
                        #expect(area == m * n && corners.count == grid.count && ends == 1)
                        #expect((1...segment + 15).contains(grid.depth))
                    }
                }
            }
        }
    }

    @Test(arguments: [false, true]) func winogradBlocksAreWholeAndFit(fixed: Bool) {
        for channels in [16, 320, 2560, 40_000] {
            for tiles in [1, 8, 96, 97, 512, 16_384] {
                let grid = WinogradGrid(tiles: tiles, channels: channels, fixed: fixed)
                #expect((1...96).contains(grid.block) && grid.block <= grid.batch)
                #expect(grid.batch % 12 == 0)
                #expect(grid.batch <= 96 || grid.batch * channels * 36 / grid.density <= 6 << 20)
                #expect(grid.channels(of: grid.blocks - 1).upperBound == channels)
            }
        }
    }
}
