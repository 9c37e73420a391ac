/// Where tokens lie along three axes (time, row, column): texts along all of them at once, pictures on a plane of which
/// the next text begins behind the longer side (Wang et al., 2024, arXiv 2409.12191, section 2.1).
struct TokenPositions {
    /// [axis][token]
    private(set) var axes: [[Float]] = [[], [], []]
    private var next = 0

    mutating func addText() {
        for axis in axes.indices { axes[axis].append(Float(next)) }
        next += 1
    }

    mutating func add(rows: Int, columns: Int) {
        for place in 0..<rows * columns {
            axes[0].append(Float(next))
            axes[1].append(Float(next + place / columns))
            axes[2].append(Float(next + place % columns))
        }
        next += max(rows, columns)
    }
}
