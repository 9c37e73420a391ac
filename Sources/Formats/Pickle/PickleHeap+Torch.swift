internal import Tensors

extension PickleHeap {
    /// What a call of something from the table stands for.
    mutating func call(_ function: PickleGlobal, _ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
        switch function {
        case .orderedDictionary:
            var members: [(key: PickleValue, value: PickleValue)] = []
            for pair in arguments.first.flatMap({ items($0) }) ?? [] {
                guard let pair = items(pair), pair.count == 2 else { throw PickleReader.malformed }
                members.append((pair[0], pair[1]))
            }
            return add(.dictionary(members))
        case .set: return add(.list(arguments.first.flatMap { items($0) } ?? []))
        case .size: return add(.tuple(arguments.first.flatMap { items($0) } ?? []))
        case .tensor(let version): return try tensor(arguments, version)
        case .parameter:
            guard case .tensor? = arguments.first else { throw PickleReader.malformed }
            return arguments[0]
        case .tensorOfType:
            guard arguments.count >= 3, case .global(let how) = arguments[0], case .tensor = how,
                let arguments = items(arguments[2])
            else { throw PickleReader.malformed }
            return try call(how, arguments)
        case .inert: return .inert
        case .storage, .dtype: throw FormatError(.unsupported, "the pickle calls a type of numbers")
        }
    }

    /// (storage, offset, shape, strides, requires_grad, hooks, type or metadata, metadata): torch/_utils.py.
    private mutating func tensor(_ arguments: [PickleValue], _ version: Int) throws(FormatError) -> PickleValue {
        guard arguments.count >= 4, case .storage(let place) = arguments[0], case .int(let offset) = arguments[1],
            let shape = sizes(arguments[2]), let strides = sizes(arguments[3])
        else { throw PickleReader.malformed }
        var dtype = storages[place].dtype
        if version == 3 {
            guard arguments.count >= 7, case .global(.dtype(let type)) = arguments[6] else {
                throw FormatError(.unsupported, "the pickle has a tensor of a type that is not read")
            }
            dtype = type
        }
        guard
            let tensor = TorchTensor(
                in: storages, place, dtype, offset: offset, shape: shape, strides: strides)
        else { throw FormatError(.malformed, "a tensor of shape \(shape) reaches beyond its storage") }
        tensors.append(tensor)
        return .tensor(tensors.count - 1)
    }

    /// ("storage", type, key, device, elements), and in very old files a view: (key, offset, elements) or None; for a class
    /// of modules in files before zip archives ("module", class, file, source).
    mutating func persistent(_ id: PickleValue) throws(FormatError) -> PickleValue {
        if let parts = items(id), parts.count >= 2, case .string("module") = parts[0], case .global = parts[1] {
            return parts[1]
        }
        guard let parts = items(id), parts.count >= 5, case .string("storage") = parts[0],
            case .global(.storage(let dtype)) = parts[1], case .string(let key) = parts[2],
            case .int(let count) = parts[4], count >= 0
        else { throw FormatError(.unsupported, "the pickle refers to something that is no storage of a tensor") }
        var storage = TorchStorage(key: key, dtype: dtype, count: count)
        if parts.count > 5, let view = items(parts[5]) {
            guard view.count == 3, case .int(let offset) = view[1], case .int(let count) = view[2], offset >= 0,
                count >= 0, case let sum = offset.addingReportingOverflow(count), !sum.overflow,
                sum.partialValue <= storage.count
            else { throw PickleReader.malformed }
            storage = TorchStorage(key: key, dtype: dtype, count: count, offset: offset)
        }
        storages.append(storage)
        return .storage(storages.count - 1)
    }
}
