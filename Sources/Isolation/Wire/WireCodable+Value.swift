internal import Formats
internal import System
package import Tensors
package import Workflow

extension Value: WireCodable {
    private enum Tag: UInt8 {
        case null, no, yes, int, wideInt, float, string, tensor, list, dictionary
        case ownObject, othersObject, blocker, prompt
    }

    func write(to writer: inout WireWriter) { write(to: &writer, depth: 0) }

    private func write(to writer: inout WireWriter, depth: Int) {
        func put(_ tag: Tag) { writer.write(byte: tag.rawValue) }
        // Deeper ones come from no JSON; a node that makes them finds null there.
        guard depth < WireWriter.maximumDepth else { return put(.null) }
        switch self {
        case .null: put(.null)
        case .bool(let value): put(value ? .yes : .no)
        case .int(let value):
            if let narrow = Int(exactly: value) {
                put(.int)
                writer.write(narrow)
            } else {
                put(.wideInt)
                writer.write(number: value)
            }
        case .float(let value):
            put(.float)
            writer.write(value)
        case .string(let value):
            put(.string)
            writer.write(value)
        case .tensor(let tensor):
            put(.tensor)
            writer.write(tensor)
        case .list(let values):
            put(.list)
            writer.write(values.count)
            for value in values { value.write(to: &writer, depth: depth + 1) }
        case .dictionary(let members):
            put(.dictionary)
            writer.write(members.count)
            for (key, value) in members {
                writer.write(key)
                value.write(to: &writer, depth: depth + 1)
            }
        case .object(let blocker as ExecutionBlocker):
            put(.blocker)
            writer.write(blocker)
        case .object(let prompt as DynamicPrompt):
            put(.prompt)
            writer.write(prompt)
        case .object(let remote as RemoteObject) where remote.table === writer.objects:
            put(.othersObject)
            writer.write(remote.number)
        case .object(let object):
            put(.ownObject)
            writer.write(writer.objects.export(object))
            writer.write(object.className)
        }
    }

    static func read(from reader: inout WireReader) throws -> Value { try read(from: &reader, depth: 0) }

    private static func read(from reader: inout WireReader, depth: Int) throws -> Value {
        guard depth <= WireWriter.maximumDepth, let tag = Tag(rawValue: try reader.byte()) else {
            throw WireError("a value of an unknown kind, or too deep")
        }
        switch tag {
        case .null: return .null
        case .no: return .bool(false)
        case .yes: return .bool(true)
        case .int: return .int(Int128(try reader.read(Int.self)))
        case .wideInt: return .int(try reader.number())
        case .float: return .float(try reader.read())
        case .string: return .string(try reader.read())
        case .tensor: return .tensor(try reader.read())
        case .list:
            let count = try reader.count()
            return .list(try (0..<count).map { _ in try read(from: &reader, depth: depth + 1) })
        case .dictionary:
            var members = ValueDictionary()
            for _ in 0..<(try reader.count()) {
                let key: String = try reader.read()
                members[key] = try read(from: &reader, depth: depth + 1)
            }
            return .dictionary(members)
        case .blocker: return .object(try reader.read(ExecutionBlocker.self))
        case .prompt: return .object(try reader.read(DynamicPrompt.self))
        case .othersObject:
            guard let object = reader.objects.object(try reader.read()) else {
                throw WireError("an object that is not known here")
            }
            return .object(object)
        case .ownObject:
            let number: UInt64 = try reader.read()
            return .object(RemoteObject(number, className: try reader.read(), reader.objects))
        }
    }
}

extension Tensor: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(dtype)
        writer.write(shape)
        withUnsafeBytes { writer.write(block: $0, owner: storage) }
    }

    /// One from shared memory is not copied: it borrows the map.
    static func read(from reader: inout WireReader) throws -> Tensor {
        let dtype: DType = try reader.read()
        let shape: [Int] = try reader.read()
        let block = try reader.block()
        var byteCount = dtype.size
        for dimension in shape {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else { throw WireError("a tensor of an impossible shape") }
            byteCount = product
        }
        guard byteCount == block.count else { throw WireError("a tensor with too few or too many elements") }
        switch block {
        case .inline, .lent:
            let bytes = try block.copy()
            var tensor = try Tensor(allocating: shape, dtype: dtype)
            tensor.withUnsafeMutableBytes { target in bytes.withUnsafeBytes { target.copyMemory(from: $0) } }
            return tensor
        case .shared(let memory, let range):
            let start = UnsafeMutableRawPointer(mutating: try memory.mapped() + range.lowerBound)
            let storage = TensorStorage(borrowing: start, byteCount: range.count) { withExtendedLifetime(memory) {} }
            return Tensor(storage: storage, shape: shape, dtype: dtype)
        }
    }
}

extension DType: WireCodable {}
