internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct HyperTile: Node {
    var schema: NodeSchema {
        .v3(
            "HyperTile", category: "model_patches/unet",
            inputs: [
                .socket("model", "MODEL"),
                .int("tile_size", default: 256, min: 1, max: 2048),
                .int("swap_size", default: 2, min: 1, max: 128),
                .int("max_depth", default: 0, min: 0, max: 10),
                .bool("scale_depth", default: false),
            ],
            outputs: [OutputSchema("MODEL")],
            "Lets places attend only to those of their own tile, which takes less time for large pictures (tfernd/HyperTile)."
        )
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let tile = max(32, try inputs.int("tile_size")) / 8
        let (options, depth) = (try inputs.int("swap_size"), try inputs.int("max_depth"))
        let scalesDepth = try inputs.bool("scale_depth")
        return .values(
            try inputs.patchedModel { model in
                model.patches.selfAttention.around.append { inputs, call, attend in
                    let tokens = inputs.x.shape[1]
                    let level = (0...depth).first { level in
                        let side = Double(1 << level)
                        return Double(call.height) / side * (Double(call.width) / side) == Double(tokens)
                    }
                    guard let level else { return try attend(inputs) }
                    let factor = scalesDepth ? 1 << level : 1
                    let aspect = Double(call.width) / Double(call.height)
                    func side(_ x: Double) -> Int { Int(x.squareRoot().rounded(.toNearestOrEven)) }
                    let grid = TokenGrid(
                        rows: side(Double(tokens) * aspect), columns: side(Double(tokens) / aspect),
                        downTiles: 1, acrossTiles: 1)
                    let down = Self.tiles(grid.rows, least: tile * factor, options, call.random)
                    let across = Self.tiles(grid.columns, least: tile * factor, options, call.random)
                    let tiles = TokenGrid(
                        rows: grid.rows, columns: grid.columns, downTiles: down, acrossTiles: across)
                    guard tiles.count > 1, tiles.fits(tokens) else { return try attend(inputs) }
                    var own = inputs
                    own.x = tiles.cut(inputs.x)
                    // as the reference has it: keys and values are cut in the order in which they lie
                    let shape = [inputs.keys.shape[0] * tiles.count, tokens / tiles.count, inputs.keys.shape[2]]
                    guard inputs.keys.count == shape.reduce(1, *) else { return try attend(inputs) }
                    own.keys = inputs.keys.reshaped(shape)
                    own.values = inputs.values.reshaped(shape)
                    return tiles.joined(try attend(own))
                }
            })
    }

    /// How many tiles a side is cut into: one of the first ways, by chance. As in the reference the last way never comes.
    private static func tiles(_ side: Int, least: Int, _ options: Int, _ random: RandomNumbers?) -> Int {
        let sizes = (min(least, side)...max(side, 1)).filter { $0 > 0 && side % $0 == 0 }.prefix(options)
        guard sizes.count > 1, let random else { return side / (sizes.first ?? max(side, 1)) }
        return side / sizes[sizes.startIndex + random.integers(below: sizes.count - 1, count: 1)[0]]
    }
}

/// Tokens that lie in a grid, and tiles of it.
struct TokenGrid {
    let rows: Int
    let columns: Int
    let downTiles: Int
    let acrossTiles: Int

    var count: Int { downTiles * acrossTiles }

    func fits(_ tokens: Int) -> Bool {
        rows * columns == tokens && rows % downTiles == 0 && columns % acrossTiles == 0
    }

    /// x: [B, T, C] -> [B * tiles, T / tiles, C]
    func cut(_ x: Tensor) -> Tensor {
        moved(x, to: [x.shape[0] * count, x.shape[1] / count, x.shape[2]]) { (from: $1, to: $0) }
    }

    /// The way back. x: [B * tiles, T / tiles, C] -> [B, T, C]
    func joined(_ x: Tensor) -> Tensor {
        moved(x, to: [x.shape[0] / count, x.shape[1] * count, x.shape[2]]) { (from: $0, to: $1) }
    }

    /// - Parameter order: of a token's place in tiles and in the grid.
    private func moved(
        _ x: Tensor, to shape: [Int], _ order: (_ inTiles: Int, _ inGrid: Int) -> (from: Int, to: Int)
    ) -> Tensor {
        let (height, width, channels) = (rows / downTiles, columns / acrossTiles, x.shape[2])
        let tokens = rows * columns
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { target in
            x.withFloats { source in
                for item in 0..<x.count / (tokens * channels) {
                    for token in (0..<tokens).halting(each: channels) {
                        let (row, column) = (token / columns, token % columns)
                        let tile = row / height * acrossTiles + column / width
                        let place = tile * height * width + row % height * width + column % width
                        let (from, to) = order(place, token)
                        let (a, b) = ((item * tokens + from) * channels, (item * tokens + to) * channels)
                        for c in 0..<channels { target[b + c] = source[a + c] }
                    }
                }
            }
        }
        return result
    }
}
