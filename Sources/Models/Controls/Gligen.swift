internal import Glibc
package import Tensors

/// GLIGEN (Li et al. 2023): places what texts name in boxes of a picture.
package final class Gligen: Sendable {
    /// A text as one vector, and where it is, in places of the latent.
    package struct Box: Sendable {
        let embedding: [Float]
        let top, left, height, width: Int

        package init(embedding: [Float], top: Int, left: Int, height: Int, width: Int) {
            self.embedding = embedding
            (self.top, self.left, self.height, self.width) = (top, left, height, width)
        }
    }

    package let byteCount: Int
    package let room: WeightRoom
    /// Of a text's vector.
    package let width: Int
    private let fusers: [NetworkPatches.Place: GligenFuser]
    private let layers: [LinearWeight]
    private let emptyText: [Float]
    private let emptyPlace: [Float]

    /// Boxes that it was trained with.
    package static let maximumBoxes = 30
    private static let frequencies = 8

    /// - Parameter reader: at the tensors `input_blocks...`, `position_net...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        let at = reader.at("position_net")
        let text = try at.tensor("null_positive_feature", [nil])
        width = text.count
        let placeWidth = Self.frequencies * 8
        emptyText = text.floats
        emptyPlace = try at.tensor("null_position_feature", [placeWidth]).floats
        let first = try at.linear("linears.0", inputs: width + placeWidth)
        let second = try at.linear("linears.2", inputs: first.outputs)
        let third = try at.linear("linears.4", inputs: second.outputs)
        layers = [first, second, third]
        guard third.outputs == 768 else {
            throw ModelError(
                .unsupported,
                "\(reader.fileName): a GLIGEN of width \(third.outputs), where Stable Diffusion 1's has 768")
        }
        var fusers: [NetworkPatches.Place: GligenFuser] = [:]
        let parts: [(String, NetworkPatches.Place.Part)] = [
            ("input_blocks", .input), ("middle_block", .middle), ("output_blocks", .output),
        ]
        for (name, part) in parts {
            for index in 0..<20 {
                let path = part == .middle ? "\(name).\(index)" : "\(name).\(index).1"
                let fuser = "\(path).transformer_blocks.0.fuser"
                guard !reader.children(fuser).isEmpty else { continue }
                fusers[.init(part, part == .middle ? 0 : index)] = try GligenFuser(
                    reader.at(fuser), objectWidth: third.outputs)
            }
        }
        guard !fusers.isEmpty else { throw reader.missing("input_blocks.1.1.transformer_blocks.0.fuser.linear.weight") }
        self.fusers = fusers
        byteCount = fusers.values.reduce(layers.reduce(0) { $0 + $1.byteCount }) { $0 + $1.byteCount }
    }

    func fuser(at place: NetworkPatches.Place) -> GligenFuser? { fusers[.init(place.part, place.block)] }

    /// The boxes, and what stands for those that are not there. [1, maximumBoxes, 768]
    func objects(_ boxes: [Box], height: Int, width latentWidth: Int, _ compute: Compute) throws -> Tensor {
        var rows: [Float] = []
        for index in 0..<Self.maximumBoxes {
            guard index < boxes.count else {
                rows += emptyText + emptyPlace
                continue
            }
            let box = boxes[index]
            let corners = [
                Float(box.left) / Float(latentWidth), Float(box.top) / Float(height),
                Float(box.left + box.width) / Float(latentWidth), Float(box.top + box.height) / Float(height),
            ]
            rows += box.embedding
            for frequency in 0..<Self.frequencies {
                let factor = Float(pow(100, Double(frequency) / Double(Self.frequencies)))
                rows += corners.map { sin(factor * $0) } + corners.map { cos(factor * $0) }
            }
        }
        var x = Tensor(rows, shape: [1, Self.maximumBoxes, rows.count / Self.maximumBoxes])
        for (index, layer) in layers.enumerated() {
            x = try compute.linear(x, layer, activation: index < layers.count - 1 ? .silu : .none)
        }
        return x
    }
}

/// A GLIGEN with boxes, for an entry of a conditioning.
package final class GligenBoxes: PromptPatch {
    package let gligen: Gligen
    package let boxes: [Gligen.Box]

    package init(_ gligen: Gligen, _ boxes: [Gligen.Box]) throws(ModelError) {
        guard boxes.count <= Gligen.maximumBoxes else {
            throw ModelError(.badInput, "\(boxes.count) boxes; GLIGEN takes \(Gligen.maximumBoxes)")
        }
        guard boxes.allSatisfy({ $0.embedding.count == gligen.width }) else {
            throw ModelError(
                .badInput,
                "GLIGEN wants texts as vectors of \(gligen.width), not of \(boxes.map(\.embedding.count)): it belongs to "
                    + "another text encoder")
        }
        self.gligen = gligen
        self.boxes = boxes
    }

    package func added(
        to patches: NetworkPatches, height: Int, width: Int, _ compute: Compute
    ) throws -> NetworkPatches {
        let compute = compute.computing(.unet)
        let objects = try gligen.room.use { try gligen.objects(boxes, height: height, width: width, compute) }
        var patches = patches
        patches.betweenAttentions.append { [gligen] x, call in
            guard let fuser = gligen.fuser(at: call.place) else { return x }
            return try gligen.room.use { try fuser(x, objects: objects, call.compute) }
        }
        return patches
    }
}
