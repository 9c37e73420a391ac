extension Canvas {
    /// A line of two or more pixels' width: a rectangle that lies across the pixels of its ends.
    package mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), width: Int, _ color: Color) {
        let (dx, dy) = (Double(end.x - start.x), Double(end.y - start.y))
        let length = (dx * dx + dy * dy).squareRoot()
        guard length > 0 else { return row(start.y, start.x, start.x, color) }
        let half = Double(width - 1) / 2
        let (more, less) = (Double(Self.roundedUp(half)) / length, Double(Self.roundedDown(half)) / length)
        let (left, right) = (Self.roundedDown(less * dy), Self.roundedDown(more * dy))
        let (up, down) = (Self.roundedDown(less * dx), Self.roundedDown(more * dx))
        let corners = [
            (start.x - left, start.y + down), (end.x - left, end.y + down), (end.x + right, end.y - up),
            (start.x + right, start.y - up),
        ]
        fill(corners.indices.map { Edge(from: corners[$0], to: corners[($0 + 1) % 4]) }, color)
    }

    /// To the nearest, halves away from 0 and towards it.
    private static func roundedUp<T: BinaryFloatingPoint>(_ x: T) -> Int {
        x < 0 ? -Int((-x + 0.5).rounded(.down)) : Int((x + 0.5).rounded(.down))
    }

    private static func roundedDown<T: BinaryFloatingPoint>(_ x: T) -> Int {
        x < 0 ? -Int((-x - 0.5).rounded(.up)) : Int((x - 0.5).rounded(.up))
    }

    private struct Edge {
        let x: ClosedRange<Int>
        let y: ClosedRange<Int>
        let start: (x: Int, y: Int)
        /// Along x for one along y.
        let slope: Float

        init(from a: (x: Int, y: Int), to b: (x: Int, y: Int)) {
            x = min(a.x, b.x)...max(a.x, b.x)
            y = min(a.y, b.y)...max(a.y, b.y)
            start = a
            slope = a.y == b.y ? 0 : Float(b.x - a.x) / Float(b.y - a.y)
        }

        func x(at y: Int) -> Float { Float(y - start.y) * slope + Float(start.x) }
        func ends(at y: Int) -> Bool { y == self.y.lowerBound || y == self.y.upperBound }
    }

    /// What lies between edges that meet, row by row.
    private mutating func fill(_ edges: [Edge], _ color: Color) {
        for edge in edges where edge.y.count == 1 {
            row(edge.y.lowerBound, edge.x.lowerBound, edge.x.upperBound, color)
        }
        let sloping = edges.filter { $0.y.count > 1 }
        guard let top = edges.map(\.y.lowerBound).min(), let bottom = edges.map(\.y.upperBound).max() else { return }
        guard max(top, 0) <= min(bottom, height) else { return }
        for y in max(top, 0)...min(bottom, height) {
            var crossings: [Float] = []
            for (index, edge) in sloping.enumerated() where edge.y.contains(y) {
                var x = edge.x(at: y)
                if y == edge.y.upperBound, y < min(bottom, height) {
                    crossings.append(x)
                } else if edge.ends(at: y), edge.slope != 0 {
                    x = Self.corner(x, edge, sloping[..<index], y)
                }
                crossings.append(x)
            }
            crossings.sort()
            for i in stride(from: 1, to: crossings.count, by: 2) {
                row(y, Self.roundedUp(crossings[i - 1]), Self.roundedDown(crossings[i]), color)
            }
        }
    }

    /// Where an edge ends that meets another one: it reaches as far as the pixel beside what either has in the next row.
    private static func corner(_ x: Float, _ edge: Edge, _ others: ArraySlice<Edge>, _ y: Int) -> Float {
        for other in others where other.ends(at: y) && other.slope != 0 {
            let next = y + (y == edge.y.upperBound ? -1 : 1)
            guard x.rounded() == other.x(at: y).rounded(), other.y.contains(next) else { continue }
            let (own, its) = (edge.x(at: next), other.x(at: next))
            if x > own + 1, x > its + 1 { return max(own, its).rounded() + 1 }
            if x < own - 1, x < its - 1 { return min(own, its).rounded() - 1 }
            return x
        }
        return x
    }
}
