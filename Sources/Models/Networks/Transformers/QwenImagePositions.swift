/// Where text, picture and reference pictures lie along Qwen-Image's axes: pictures around 0, the text behind them.
struct QwenImagePositions {
    /// How reference pictures lie beside the latent: ComfyUI's names.
    enum ReferenceMethod: String {
        case offset
        case index
        case negativeIndex = "negative_index"
        /// As `index`, and the references count as free of noise.
        case indexAtTimestepZero = "index_timestep_zero"
    }

    let method: ReferenceMethod
    /// [axis][token]
    private(set) var axes: [[Float]] = [[], [], []]
    /// Of the reference before.
    private var index: Float = 0
    /// What references beside one another take so far, in places of the latent.
    private var (height, width) = (0, 0)

    private static let patch = 2

    /// - Parameter name: what else is called by a name that is not known counts as `offset`, as it does there.
    init(method name: String?, default method: ReferenceMethod) {
        self.method = name.map { ReferenceMethod(rawValue: $0) ?? .offset } ?? method
    }

    /// The text's tokens, behind half of a picture's longer side.
    mutating func add(text count: Int, beside grid: PatchGrid) {
        let start = max(grid.columns / 2, grid.rows / 2)
        for axis in axes.indices { axes[axis] += (start..<start + count).map(Float.init) }
    }

    mutating func add(picture grid: PatchGrid, frames: Int) { add(grid, frames, index: 0, top: 0, left: 0) }

    mutating func add(reference grid: PatchGrid, frames: Int) {
        switch method {
        case .index, .indexAtTimestepZero:
            index += 1
            add(grid, frames, index: index, top: 0, left: 0)
        case .negativeIndex:
            index -= 1
            add(grid, frames, index: index, top: 0, left: 0)
        case .offset:
            // on the side on which all stays smaller
            let isBeside = grid.height + height > grid.width + width
            let (top, left) = (isBeside ? 0 : height, isBeside ? width : 0)
            height = max(height, grid.height + top)
            width = max(width, grid.width + left)
            add(grid, frames, index: 1, top: top, left: left)
        }
    }

    private mutating func add(_ grid: PatchGrid, _ frames: Int, index: Float, top: Int, left: Int) {
        let (top, left) = ((top + Self.patch / 2) / Self.patch, (left + Self.patch / 2) / Self.patch)
        for frame in 0..<frames {
            for place in 0..<grid.count {
                axes[0].append(frames > 1 ? Float(frame) : index)
                axes[1].append(Float(place / grid.columns + top - grid.rows / 2))
                axes[2].append(Float(place % grid.columns + left - grid.columns / 2))
            }
        }
    }
}
