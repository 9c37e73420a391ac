internal import Tensors

/// One weight as a source.
struct SingleSource: WeightSource {
    let name: String
    let stored: StoredWeight

    var metadata: [String: String] { [:] }
    var names: [String] { [name] }
    func info(_ name: String) -> WeightInfo? {
        WeightInfo(shape: stored.shape, format: .dense(.f32), byteCount: stored.byteCount)
    }
    func weight(_ name: String) throws -> StoredWeight { stored }
}
