package import Tensors

/// A model file that PyTorch pickled (.ckpt, .pt, .pth, .bin): its tensors under the names that the path to them makes,
/// e.g. `string_to_param.*`. Nothing of it is run, see `PickleGlobal`.
///
/// What one dictionary in it holds is taken for the whole if it is called `state_dict`, or if there is nothing else, as
/// the reference does.
package final class PickledFile: WeightSource {
    package let name: String
    /// Texts and numbers beside the tensors.
    package let metadata: [String: String]
    package let names: [String]
    private let entries: [String: PickledTensor]
    private let bytes: ModelFileBytes

    package init(_ bytes: ModelFileBytes) throws(FormatError) {
        (self.bytes, name) = (bytes, bytes.name)
        do throws(FormatError) {
            let (root, heap, places) =
                bytes.bytes.starts(with: TorchArchive.signature)
                ? try TorchArchive.read(bytes.bytes) : try LegacyTorchFile.read(bytes.bytes)
            var contents = PickleContents(heap)
            try contents.collect(root)
            var (names, entries) = ([String](), [String: PickledTensor]())
            for (name, place) in contents.tensors {
                let tensor = try PickledTensor(place, of: heap, in: places, named: name)
                guard entries.updateValue(tensor, forKey: name) == nil
                else { throw FormatError(.malformed, "two tensors are called \(name)") }
                names.append(name)
            }
            guard !names.isEmpty else { throw FormatError(.malformed, "a pickle without tensors") }
            (self.names, self.entries, metadata) = (names, entries, contents.texts)
        } catch {
            throw FormatError(error.code, "\(bytes.name): \(error.message)")
        }
    }

    package func info(_ name: String) -> WeightInfo? {
        entries[name].map { entry in
            WeightInfo(
                shape: entry.tensor.shape, format: .dense(entry.tensor.dtype),
                byteCount: entry.tensor.count * entry.tensor.dtype.size)
        }
    }

    package func weight(_ name: String) throws -> StoredWeight {
        guard let entry = entries[name] else { throw FormatError(.malformed, "\(self.name): no tensor \(name)") }
        return StoredWeight(try entry.load(from: bytes, named: name))
    }
}
