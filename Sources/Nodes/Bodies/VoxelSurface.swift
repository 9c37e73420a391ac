internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// The surface of a body of voxels.
struct VoxelSurface {
    /// Along z, y and x.
    let shape: [Int]
    let values: [Float]
    let threshold: Float
    let cancellation: Cancellation

    /// 0 outside.
    private func value(_ z: Int, _ y: Int, _ x: Int) -> Float {
        guard z >= 0, y >= 0, x >= 0, z < shape[0], y < shape[1], x < shape[2] else { return 0 }
        return values[(z * shape[1] + y) * shape[2] + x]
    }

    private func isSolid(_ z: Int, _ y: Int, _ x: Int) -> Bool {
        guard z >= 0, y >= 0, x >= 0, z < shape[0], y < shape[1], x < shape[2] else { return false }
        return values[(z * shape[1] + y) * shape[2] + x] > threshold
    }

    // MARK: Cubes

    /// Which way a face looks and where its corners are, all as (z, y, x).
    private static let sides: [(way: [Int], corners: [[Int]])] = [
        ([0, 0, 1], [[0, 0, 1], [0, 1, 1], [1, 1, 1], [1, 0, 1]]),
        ([0, 0, -1], [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]),
        ([0, 1, 0], [[0, 1, 0], [1, 1, 0], [1, 1, 1], [0, 1, 1]]),
        ([0, -1, 0], [[0, 0, 0], [0, 0, 1], [1, 0, 1], [1, 0, 0]]),
        ([1, 0, 0], [[1, 0, 1], [1, 1, 1], [1, 1, 0], [1, 0, 0]]),
        ([-1, 0, 0], [[0, 1, 0], [0, 1, 1], [0, 0, 1], [0, 0, 0]]),
    ]

    /// The faces of all solid voxels that have nothing before them, four vertices each.
    func cubes() throws -> Mesh {
        var mesh = Mesh()
        for side in Self.sides {
            var count = 0
            let first = mesh.vertices.count / 3
            for z in 0..<shape[0] {
                try cancellation.check()
                for y in 0..<shape[1] {
                    for x in 0..<shape[2] where isSolid(z, y, x) {
                        guard !isSolid(z + side.way[0], y + side.way[1], x + side.way[2]) else { continue }
                        for corner in side.corners {
                            mesh.vertices.append(Float(z + corner[0]))
                            mesh.vertices.append(Float(y + corner[1]))
                            mesh.vertices.append(Float(x + corner[2]))
                        }
                        count += 1
                    }
                }
            }
            // all first triangles of a side, then all second ones
            for corners in [[0, 1, 2], [0, 2, 3]] {
                for face in 0..<count {
                    for corner in corners { mesh.faces.append(UInt32(first + face * 4 + corner)) }
                }
            }
        }
        if mesh.vertices.isEmpty { mesh = Mesh(vertices: [0, 0, 0], faces: [0, 0, 0]) }
        mesh.center(longest: shape.max() ?? 1)
        return mesh
    }

    // MARK: A net

    /// The corners of a cell as (z, y, x), and its edges as pairs of them.
    private static let corners = [
        [0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1],
    ]
    private static let edges = [
        (0, 1), (0, 2), (0, 4), (1, 3), (1, 5), (2, 3), (2, 6), (3, 7), (4, 5), (4, 6), (5, 7), (6, 7),
    ]

    /// A cell that the surface goes through.
    private struct Cell {
        var place: (z: Int, y: Int, x: Int)
        var signs: [Bool]
        /// Where the surface is in it, on the average of its edges.
        var point: (Float, Float, Float) = (0, 0, 0)
        /// From outside to inside.
        var gradient: (Float, Float, Float)
        /// The first edge that the surface crosses: vertices stand in the order of these.
        var firstEdge: Int
    }

    /// A vertex in each cell that the surface goes through, and faces between neighbours (Gibson, 1998).
    func net() throws -> Mesh {
        var cells: [Cell] = []
        var places: [Int: Int] = [:]
        for z in 0..<shape[0] {
            try cancellation.check()
            for y in 0..<shape[1] {
                for x in 0..<shape[2] {
                    guard let cell = cell(z, y, x) else { continue }
                    places[key(z, y, x)] = cells.count
                    cells.append(cell)
                }
            }
        }
        let order = cells.indices.sorted {
            cells[$0].firstEdge == cells[$1].firstEdge ? $0 < $1 : cells[$0].firstEdge < cells[$1].firstEdge
        }
        var numbers = try [UInt32](allocating: cells.count, repeating: 0)
        var mesh = Mesh()
        for (number, index) in order.enumerated() {
            numbers[index] = UInt32(number)
            let (cell, point) = (cells[index], cells[index].point)
            mesh.vertices += [
                point.0 + Float(cell.place.z), point.1 + Float(cell.place.y), point.2 + Float(cell.place.x),
            ]
        }
        for pair in [(0, 1), (0, 2), (1, 2)] {
            try cancellation.check()
            for (index, cell) in cells.enumerated() {
                let (z, y, x) = cell.place
                func neighbour(_ axes: Int...) -> UInt32? {
                    func step(_ axis: Int) -> Int { axes.contains(axis) ? 1 : 0 }
                    return places[key(z + step(0), y + step(1), x + step(2))].map { numbers[$0] }
                }
                guard let a = neighbour(pair.0), let b = neighbour(pair.1), let c = neighbour(pair.0, pair.1) else {
                    continue
                }
                let slope =
                    switch pair {
                    case (0, 1): cell.gradient.2
                    case (0, 2): -cell.gradient.1
                    default: cell.gradient.0
                    }
                let own = numbers[index]
                mesh.faces += slope > 0 ? [own, a, c, own, c, b] : [own, c, a, own, b, c]
            }
        }
        mesh.center(longest: shape.max() ?? 1)
        return mesh
    }

    private func key(_ z: Int, _ y: Int, _ x: Int) -> Int { (z * (shape[1] + 2) + y) * (shape[2] + 2) + x }

    /// The cell before a voxel; nil where the surface does not go through it.
    private func cell(_ z: Int, _ y: Int, _ x: Int) -> Cell? {
        let levels = Self.corners.map { value(z + $0[0] - 1, y + $0[1] - 1, x + $0[2] - 1) }
        let signs = levels.map { $0 > threshold }
        let inside = signs.count { $0 }
        guard inside > 0, inside < 8 else { return nil }
        var sums: (inside: [Float], outside: [Float]) = ([0, 0, 0], [0, 0, 0])
        for (corner, isInside) in zip(Self.corners, signs) {
            for axis in 0..<3 {
                if isInside {
                    sums.inside[axis] += Float(corner[axis])
                } else {
                    sums.outside[axis] += Float(corner[axis])
                }
            }
        }
        let slope = (0..<3).map { sums.inside[$0] / Float(inside) - sums.outside[$0] / Float(8 - inside) }
        var (point, count, first) = ([Float](repeating: 0, count: 3), 0, 0)
        for (index, (a, b)) in Self.edges.enumerated() where signs[a] != signs[b] {
            if count == 0 { first = index }
            count += 1
            // the signs differ, so the levels do
            let share = (threshold - levels[a]) / (levels[b] - levels[a])
            for axis in 0..<3 {
                let (from, to) = (Float(Self.corners[a][axis]), Float(Self.corners[b][axis]))
                point[axis] += from + share * (to - from)
            }
        }
        return Cell(
            place: (z, y, x), signs: signs,
            point: (point[0] / Float(count), point[1] / Float(count), point[2] / Float(count)),
            gradient: (slope[0], slope[1], slope[2]), firstEdge: first)
    }
}
