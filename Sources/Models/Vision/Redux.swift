internal import Tensors

/// Flux's Redux (Black Forest Labs, flux/modules/image_embedders.py): two layers from SigLIP's tokens to a prompt's.
final class Redux: StyleModel {
    let room: WeightRoom
    let byteCount: Int
    private let up: LinearWeight
    private let down: LinearWeight

    /// - Parameter reader: at the tensors `redux_up...`, `redux_down...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        up = try reader.linear("redux_up")
        down = try reader.linear("redux_down", inputs: up.outputs)
        byteCount = up.byteCount + down.byteCount
    }

    func tokens(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        guard x.rank == 3, x.shape[2] == up.inputs else {
            throw ModelError(
                .badInput,
                "Redux wants a width of \(up.inputs), not a picture encoded in the shape \(x.shape): it wants SigLIP")
        }
        let compute = compute.computing(.textEncoder)
        return try room.use { try compute.linear(compute.linear(x, up, activation: .silu), down) }
    }
}
