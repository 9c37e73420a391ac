import Formats
import Glibc
import System
import Tensors
import TestSupport
import Testing

@testable import Models

/// Working on a picture in tiles, and when it is done.
@Suite struct TilingTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    @Test(arguments: [32, 40, 41, 64, 100, 511], [32, 33, 40, 64])
    func tilesCoverALength(length: Int, tile: Int) {
        let starts = Tiling.starts(length, tile)
        guard tile < length else { return #expect(starts == [0]) }
        #expect(starts.first == 0 && starts.last == length - tile)
        for (start, next) in zip(starts, starts.dropFirst()) {
            #expect(start < next && start + tile - next >= Tiling.overlap)
        }
        #expect((starts.count - 1) * (tile - Tiling.overlap) < length - Tiling.overlap)
    }

    /// Strips where they can be high enough, small tiles else, and never more places than there are.
    @Test func sizes() {
        func tile(_ height: Int, _ width: Int, _ places: Int) -> [Int]? {
            Tiling(height: height, width: width, places: places).map { [$0.tileHeight, $0.tileWidth] }
        }
        #expect(tile(64, 64, 64 * 64) == nil)
        #expect(tile(64, 64, .max) == nil)
        #expect(tile(64, 64, 64 * 64 - 1) == [63, 64])
        #expect(tile(64, 64, 40 * 64) == [40, 64])
        #expect(tile(64, 64, 20 * 64) == [32, 40])
        #expect(tile(64, 64, 0) == [32, 32])
        #expect(tile(8, 8, 0) == nil)
        #expect(tile(8, 500, 0) == [8, 32])
        #expect(tile(32, 20, 0) == nil)
    }

    /// What does not look beyond a tile's edge comes out as if there were no tiles.
    @Test(arguments: [(40, 70, 0), (64, 64, 40 * 64), (33, 32, 0), (100, 100, 2000)])
    func seamsDoNotShow(height: Int, width: Int, places: Int) throws {
        let image = Tensor((0..<height * width * 3).map { sin(Float($0) * 0.37) }, shape: [1, height, width, 3])
        let tiling = try #require(Tiling(height: height, width: width, places: places))
        var count = 0
        let doubled = try tiling.map(image, scaleIn: 1, scaleOut: 2) {
            count += 1
            return try Self.compute.upsampleNearest2x($0)
        }
        #expect(count > 1)
        #expect(relativeDifference(doubled, try Self.compute.upsampleNearest2x(image)) < 1e-6)
    }

    func autoencoder(_ budget: WeightBudget) throws -> any AutoencoderModel {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.tiny))
        return try #require(try CheckpointLoader.load(file, Self.compute, budget: budget).autoencoder)
    }

    /// A small budget, or memory that has to stay free, makes tiles of a picture. It is nearly the same, and said once.
    @Test func aSmallBudgetCuts() throws {
        let latent = Tensor((0..<4 * 48 * 56).map { sin(Float($0) * 0.7) }, shape: [1, 4, 48, 56])
        let whole = try autoencoder(WeightBudget()).decode(latent, Self.compute)
        let encoded = try autoencoder(WeightBudget()).encode(whole, Self.compute)
        for (limit, reserve) in [(1, 0), (.max, 1 << 60)] {
            let cut = try autoencoder(WeightBudget(reserve: reserve, activationLimit: limit))
            let records = try CapturedLog.records(.warning) {
                let picture = try cut.decode(latent, Self.compute)
                #expect(picture.shape == whole.shape)
                let difference = relativeDifference(picture, whole)
                #expect(difference > 0 && difference < 0.05, "\(difference)")
                let back = relativeDifference(try cut.encode(whole, Self.compute), encoded)
                #expect(back > 0 && back < 0.3, "\(back)")
                print("tiles: decoding differs by \(difference), encoding by \(back)")
            }
            #expect(records.filter { $0.message.hasPrefix("the VAE works in tiles") }.count >= 2)
        }
    }

    /// What is small is never cut, and what the budget has room for neither.
    @Test func wholeWhereThereIsRoom() throws {
        let latent = Tensor((0..<4 * 32 * 32).map { sin(Float($0) * 0.7) }, shape: [1, 4, 32, 32])
        let whole = try autoencoder(WeightBudget()).decode(latent, Self.compute)
        for budget in [WeightBudget(limit: 0, activationLimit: 0), WeightBudget(activationLimit: 1 << 30)] {
            #expect(try autoencoder(budget).decode(latent, Self.compute).floats == whole.floats)
        }
    }
}
