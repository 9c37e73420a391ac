internal import Formats
internal import Synchronization
internal import Tensors

/// A model file in memory of exactly the input's size, as it is and as what is pickled in an archive of PyTorch's: what is
/// opened can be read as a whole, and the memory is released once, also after an error.
func fuzzModelFile(_ bytes: [UInt8]) {
    read(bytes)
    read(archive(of: bytes))
}

private func read(_ bytes: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    let releases = Atomic(0)
    read(UnsafeRawBufferPointer(memory)) { releases.add(1, ordering: .relaxed) }
    precondition(releases.load(ordering: .relaxed) == 1)
    memory.deallocate()
}

private func read(_ memory: UnsafeRawBufferPointer, release: @escaping () -> Void) {
    guard let file = try? ModelFile.open(memory: memory, name: "fuzz", release: release) else { return }
    for name in file.names {
        guard let info = file.info(name) else { fatalError("no tensor \(name)") }
        guard let weight = try? file.weight(name) else { continue }
        precondition(weight.shape == info.shape && weight.count == info.count)
        // what a byte stands for is bounded: four floats of a block
        precondition(weight.count <= 8 * memory.count)
        guard let values = try? weight.expanded() else { continue }
        precondition(values.floats.count == info.count)
    }
    _ = (try? file.texts("tokenizer.ggml.tokens"), try? file.numbers("tokenizer.ggml.scores"))
}

/// One entry, `a/data.pkl`, and 64 bytes of a storage `0`.
private func archive(of pickle: [UInt8]) -> [UInt8] {
    func bytes<I: FixedWidthInteger>(_ numbers: I...) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    }
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    let entries: [(String, [UInt8])] = [("a/data.pkl", pickle), ("a/data/0", [UInt8](repeating: 0x3c, count: 64))]
    for (name, data) in entries {
        let size = UInt32(data.count)
        let common: [UInt8] =
            bytes(UInt16(0), 0, 0, 0) + bytes(UInt32(0), size, size) + bytes(UInt16(name.utf8.count), 0)
        directory += bytes(UInt32(0x0201_4b50)) + bytes(UInt16(20), 20) + common
        directory += bytes(UInt16(0), 0, 0) + bytes(UInt32(0), UInt32(file.count)) + Array(name.utf8)
        file += bytes(UInt32(0x0403_4b50)) + bytes(UInt16(20)) + common + Array(name.utf8) + data
    }
    let place = UInt32(file.count)
    return file + directory + bytes(UInt32(0x0605_4b50))
        + bytes(UInt16(0), 0, UInt16(entries.count), UInt16(entries.count))
        + bytes(UInt32(directory.count), place) + bytes(UInt16(0))
}
