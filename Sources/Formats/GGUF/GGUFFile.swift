package import Tensors

/// A GGUF file: tensors in GGML's blocks, of a diffusion model as ComfyUI-GGUF writes them or of a language model as
/// llama.cpp does, under the names that the models' own files have.
package final class GGUFFile: WeightSource {
    private struct Entry {
        let originalName: String
        let shape: [Int]
        let format: WeightFormat
        let range: Range<Int>
        /// Of a matrix whose rows llama.cpp keeps in another order.
        let heads: Int?
    }

    package let name: String
    /// Texts and numbers; lists are had from `texts` and `numbers`.
    package let metadata: [String: String]
    package let names: [String]
    private let values: [String: GGUFValue]
    private let entries: [String: Entry]
    private let bytes: ModelFileBytes

    package init(_ bytes: ModelFileBytes) throws(FormatError) {
        (self.bytes, name) = (bytes, bytes.name)
        let header: GGUFHeader
        do {
            header = try GGUFHeader(bytes.bytes)
        } catch {
            throw FormatError(error.code, "\(bytes.name): \(error.message)")
        }
        values = header.values
        metadata = header.values.compactMapValues(\.described)
        let naming = GGUFNaming(header)
        var (names, entries) = ([String](), [String: Entry]())
        for entry in header.entries {
            guard let name = naming.name(entry.name) else { continue }
            let previous = entries.updateValue(
                Entry(
                    originalName: entry.name, shape: naming.shape(entry.shape, of: name), format: entry.format,
                    range: entry.range, heads: naming.heads(name)),
                forKey: name)
            guard previous == nil else {
                throw FormatError(.malformed, "\(bytes.name): two tensors are \(name)")
            }
            names.append(name)
        }
        (self.names, self.entries) = (names, entries)
    }

    package func originalName(_ name: String) -> String { entries[name]?.originalName ?? name }

    package func info(_ name: String) -> WeightInfo? {
        entries[name].map { WeightInfo(shape: $0.shape, format: $0.format, byteCount: $0.range.count) }
    }

    package func weight(_ name: String) throws -> StoredWeight {
        guard let entry = entries[name] else { throw FormatError(.malformed, "\(self.name): no tensor \(name)") }
        var weight: StoredWeight
        switch entry.format {
        case .dense(let dtype):
            weight = StoredWeight(
                try bytes.tensor(at: entry.range.lowerBound, shape: entry.shape, dtype: dtype, named: name))
        case .blocks(let format):
            let blocks = try bytes.tensor(
                at: entry.range.lowerBound, shape: [entry.range.count], dtype: .u8, named: name)
            weight = StoredWeight(blocks: blocks, format, shape: entry.shape)
        case .opaque: preconditionFailure("the header has no such formats")
        }
        if let heads = entry.heads { weight = weight.reordered(try Self.order(of: weight.shape, heads: heads, name)) }
        return weight
    }

    /// llama.cpp keeps the two halves of each head's rows in turn.
    private static func order(of shape: [Int], heads: Int, _ name: String) throws(FormatError) -> [Int] {
        let rows = shape.first ?? 0
        guard heads > 0, rows % (2 * heads) == 0 else {
            throw FormatError(.malformed, "the tensor \(name) of \(rows) rows has not \(heads) heads")
        }
        let size = rows / heads
        return (0..<rows).map { $0 / size * size + $0 % (size / 2) * 2 + $0 % size / (size / 2) }
    }

    package func texts(_ key: String) throws -> [String]? {
        guard case .list(.string, let count, let start)? = values[key] else { return nil }
        var cursor = ByteCursor(bytes.bytes, at: start)
        var texts = try [String](allocatingRoomFor: count)
        for _ in 0..<count { texts.append(try cursor.ggufText()) }
        return texts
    }

    package func numbers(_ key: String) throws -> [Double]? {
        guard case .list(let type, let count, let start)? = values[key], type.size != nil else { return nil }
        var cursor = ByteCursor(bytes.bytes, at: start)
        var numbers = try [Double](allocatingRoomFor: count)
        for _ in 0..<count { numbers.append(try cursor.ggufValue(type).number ?? 0) }
        return numbers
    }
}
