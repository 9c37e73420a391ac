internal import Tensors

/// Where text, picture and reference pictures lie along the axes of Flux's rotary positions.
struct FluxPositions {
    /// How reference pictures lie beside the latent: ComfyUI's names.
    enum ReferenceMethod: String {
        /// Behind it on the first axis, all at the same place there, beside or below one another.
        case offset
        /// Each further behind on the first axis.
        case index
        /// Below it and to the right.
        case diagonal = "uxo"

        /// - Parameter name: what else is called by a name that is not known counts as `offset`, as it does there.
        init(_ name: String?, default method: ReferenceMethod) {
            self = name.map { ReferenceMethod(rawValue: $0) ?? .offset } ?? method
        }
    }

    /// Of heads, in numbers.
    let widths: [Int]
    let theta: Double
    /// Axes along which the text's tokens are counted; on the others they lie at 0.
    let textAxes: [Int]
    let defaultMethod: ReferenceMethod
    /// On the first axis from one reference picture to the next.
    let step: Float
    /// Places along a side of a patch.
    let patch: Int

    /// Where a picture begins: on the first axis, and in places of the latent.
    private struct Start {
        var index: Float = 0
        var top = 0
        var left = 0
    }

    /// Turns of the text's tokens, the picture's and the references'.
    ///
    /// - Parameter scale: of the picture's positions; references stay where they are.
    func turns(
        text: Int, picture: PatchGrid, references: [PatchGrid], method: String?, scale: PositionScale = PositionScale()
    ) -> Tensor {
        var positions = widths.indices.map { axis in
            textAxes.contains(axis) ? (0..<text).map(Float.init) : Array(repeating: Float(0), count: text)
        }
        for place in 0..<picture.count {
            positions[0].append(scale.t(0))
            positions[1].append(scale.y(place / picture.columns))
            positions[2].append(scale.x(place % picture.columns))
            for axis in positions.indices.dropFirst(3) { positions[axis].append(0) }
        }
        let starts = starts(picture, references, ReferenceMethod(method, default: defaultMethod))
        for (grid, start) in zip(references, starts) {
            let (top, left) = ((start.top + patch / 2) / patch, (start.left + patch / 2) / patch)
            for place in 0..<grid.count {
                positions[0].append(start.index)
                positions[1].append(Float(place / grid.columns + top))
                positions[2].append(Float(place % grid.columns + left))
                for axis in positions.indices.dropFirst(3) { positions[axis].append(0) }
            }
        }
        return RotaryPositions.turns(positions, widths: widths, theta: theta)
    }

    private func starts(_ picture: PatchGrid, _ references: [PatchGrid], _ method: ReferenceMethod) -> [Start] {
        // what is taken so far
        var (height, width, index) = (0, 0, Float(0))
        return references.map { reference in
            switch method {
            case .index:
                index += step
                return Start(index: index)
            case .diagonal:
                defer { (height, width) = (height + reference.height, width + reference.width) }
                return Start(index: 0, top: picture.rows * patch + height, left: picture.columns * patch + width)
            case .offset:
                var start = Start(index: 1)
                // on the side on which all stays smaller
                if reference.height + height > reference.width + width {
                    start.left = width
                } else {
                    start.top = height
                }
                height = max(height, reference.height + start.top)
                width = max(width, reference.width + start.left)
                return start
            }
        }
    }
}
