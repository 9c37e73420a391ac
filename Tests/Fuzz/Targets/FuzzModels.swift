internal import Models
internal import SyntheticModels
import System
internal import Tensors

/// The keys of a real checkpoint, changed as the input says: what detects and loads models never traps, however names,
/// shapes and types contradict each other. Of four bytes each the first two choose a tensor, the third what happens to
/// it, the fourth how.
func fuzzModels(_ bytes: [UInt8]) {
    var tensors = real
    var rest = bytes[...]
    while rest.count >= 4, !tensors.isEmpty {
        let change = Array(rest.prefix(4))
        rest = rest.dropFirst(4)
        let index = (Int(change[0]) << 8 | Int(change[1])) % tensors.count
        apply(change[2], Int(change[3]), to: index, in: &tensors)
    }
    let file = ShapedSource(tensors)
    let compute = Compute(pool: pool)
    _ = try? Refusal.noticing { try CheckpointLoader.load(file, compute) }
    _ = try? Refusal.noticing { try AutoencoderLoader.load(file, compute) }
    _ = try? Refusal.noticing { try TextEncoderLoader().load([file], compute, WeightBudget()) }
    _ = try? Refusal.noticing { try TextEncoderLoader(.sdxl).load([file, file], compute, WeightBudget()) }
    _ = try? Refusal.noticing { try DiffusionModelLoader().load([file], compute, WeightBudget()) }
}

private struct ShapedTensor {
    var name: String
    var shape: [Int]
    var dtype = DType.f16
}

private let pool = ThreadPool(threads: 1)
private let real: [ShapedTensor] = {
    let unet = SyntheticLayout.UNetShape(channels: 32, context: 64)
    let layout = SyntheticLayout.checkpoint(unet, text: (64, 1), autoencoder: (32, [1, 2], 1))
    return layout.shapes.map { ShapedTensor(name: $0.name, shape: $0.shape) }
}()

private let dimensions = [0, 1, 2, 3, 7, 1 << 20, 1 << 31, 1 << 62, .max, .max - 1]
private let numbers = ["0", "-1", "99", "18446744073709551616", "9223372036854775807", "", "x", "0x1", "1e9"]

private func apply(_ kind: UInt8, _ value: Int, to index: Int, in tensors: inout [ShapedTensor]) {
    let shape = tensors[index].shape
    switch kind % 8 {
    case 0: tensors.remove(at: index)
    case 1:
        guard !shape.isEmpty else { return }
        tensors[index].shape[value % shape.count] = dimensions[(value / 8) % dimensions.count]
    case 2: tensors[index].shape.append(dimensions[value % dimensions.count])
    case 3: tensors[index].shape = Array(shape.dropLast(value % 5))
    case 4: tensors[index].dtype = DType.allCases[value % DType.allCases.count]
    case 5:
        // another number in the name, in its place or beside it
        var parts = tensors[index].name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let place = parts.indices.filter({ Int(parts[$0]) != nil }).first else { return }
        parts[place] = numbers[value % numbers.count]
        var copy = tensors[index]
        copy.name = parts.joined(separator: ".")
        if value >= 128 { tensors.append(copy) } else { tensors[index] = copy }
    case 6: tensors[index].name = String(tensors[index].name.dropFirst(value))
    default: tensors.swapAt(index, value % tensors.count)
    }
}

/// A file of these shapes whose tensors are zeros, where they are small enough to be there at all.
private struct ShapedSource: WeightSource {
    let name = "fuzz"
    let metadata: [String: String] = [:]
    let names: [String]
    private let tensors: [String: ShapedTensor]

    init(_ tensors: [ShapedTensor]) {
        let byName = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
        self.tensors = byName
        var seen: Set<String> = []
        names = tensors.map(\.name).filter { seen.insert($0).inserted }
    }

    private func byteCount(_ tensor: ShapedTensor) -> Int? {
        tensor.shape.reduce(tensor.dtype.size as Int?) { product, dimension in
            guard let (result, overflow) = product.map({ $0.multipliedReportingOverflow(by: dimension) }), !overflow
            else { return nil }
            return result
        }
    }

    func info(_ name: String) -> WeightInfo? {
        // What no file could hold, none says.
        guard let tensor = tensors[name], let bytes = byteCount(tensor) else { return nil }
        return WeightInfo(shape: tensor.shape, format: .dense(tensor.dtype), byteCount: bytes)
    }

    func weight(_ name: String) throws -> StoredWeight {
        guard let tensor = tensors[name], let bytes = byteCount(tensor), bytes <= 8 << 20 else {
            throw ModelError(.missingTensor, "fuzz: no tensor \(name)")
        }
        return StoredWeight(Tensor(zeros: tensor.shape, dtype: tensor.dtype))
    }
}
