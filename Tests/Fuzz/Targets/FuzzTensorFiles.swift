internal import Formats
@testable internal import Nodes
internal import Tensors

/// A textual inversion's file: vectors of the width that is asked for or an error, whatever the shapes in it are.
func fuzzTensorFiles(_ bytes: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    defer { memory.deallocate() }
    guard let file = try? ModelFile.open(memory: UnsafeRawBufferPointer(memory), name: "fuzz", release: {}) else {
        return
    }
    for (key, width) in [("clip_l", 2), ("clip_g", 0), ("t5xxl", 768)] {
        guard let tensor = try? TextualInversion.vectors(file, key, width) else { continue }
        precondition(tensor.count == tensor.shape.reduce(1, *))
    }
}
