internal import Formats
internal import Synchronization
internal import Tensors

/// A file in memory of exactly the input's size: reading beyond it is noticed. The memory is released once, also
/// after an error.
func fuzzSafetensors(_ bytes: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    let releases = Atomic(0)
    read(UnsafeRawBufferPointer(memory)) { releases.add(1, ordering: .relaxed) }
    precondition(releases.load(ordering: .relaxed) == 1)
    memory.deallocate()
}

private func read(_ memory: UnsafeRawBufferPointer, release: @escaping () -> Void) {
    guard let file = try? SafetensorsFile(memory: memory, name: "fuzz", release: release) else { return }
    var tensors: [String: Tensor] = [:]
    for name in file.names {
        guard let tensor = try? file.tensor(name), let entry = file.info(name) else { fatalError("no tensor \(name)") }
        precondition(tensor.byteCount == entry.byteCount && tensor.shape == entry.shape)
        precondition(tensor.withUnsafeBytes { $0.reduce(0) { $0 &+ Int($1) } } >= 0)
        _ = try? tensor.converted(to: .f32)
        tensors[name] = tensor
    }
    let copy = SafetensorsWriter.serialize(tensors)
    let again = copy.withUnsafeBytes { try? SafetensorsFile(memory: $0, name: "copy") {}.names.sorted() }
    precondition(again == tensors.keys.sorted())
}
