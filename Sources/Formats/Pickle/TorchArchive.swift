/// PyTorch's present form: a zip archive of one folder, with the pickle in `data.pkl` and a storage in each `data/KEY`
/// (https://pytorch.org/docs/stable/notes/serialization.html).
enum TorchArchive {
    /// Of a zip archive.
    static let signature: [UInt8] = [0x50, 0x4b, 0x03, 0x04]

    typealias Contents = (root: PickleValue, heap: PickleHeap, places: [String: Range<Int>])

    /// The pickled value and where each storage lies.
    static func read(_ file: UnsafeRawBufferPointer) throws(FormatError) -> Contents {
        let archive = try ZipArchive(file)
        let folders = archive.entries.keys.filter { $0.hasSuffix("/data.pkl") }.map { $0.dropLast("data.pkl".count) }
        guard folders.count == 1, let folder = folders.first else {
            throw FormatError(.malformed, "a zip archive that is no PyTorch file; unpack it")
        }
        guard archive.entries["\(folder)constants.pkl"] == nil else {
            throw FormatError(.unsupported, "a TorchScript archive, which holds code; it is not read")
        }
        if let order = archive.entries["\(folder)byteorder"], !file[order].elementsEqual("little".utf8) {
            throw FormatError(.unsupported, "written on a machine of another byte order")
        }
        var reader = PickleReader(
            ByteCursor(UnsafeRawBufferPointer(rebasing: file[archive.entries["\(folder)data.pkl"]!])))
        let root = try reader.read()
        var places: [String: Range<Int>] = [:]
        for storage in reader.heap.storages { places[storage.key] = archive.entries["\(folder)data/\(storage.key)"] }
        return (root, reader.heap, places)
    }
}
