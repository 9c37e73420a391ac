// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Runs the body of a function that reads a value; what `read` gives goes to the host.
private func read<T>(
    _ out: UnsafeMutablePointer<T>?, _ name: String, _ value: OpaquePointer?, _ error: ErrorOut?,
    _ read: @escaping (ValueObject) throws -> T
) -> comfy_status {
    boundary(error) {
        let out = try required(out, name)
        out.pointee = try read(resolve(value, ValueObject.self))
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_value_get_kind(
    _ out_kind: UnsafeMutablePointer<comfy_value_kind>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { read(out_kind, "out_kind", value, error) { comfy_value_kind($0.value.kind) } }

@c @implementation
public func comfy_value_get_bool(
    _ out_content: UnsafeMutablePointer<Bool>?, _ value: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_content, "out_content", value, error) { object in
        guard let content = object.value.bool else { throw object.wrong("a truth value") }
        return content
    }
}

@c @implementation
public func comfy_value_get_int(
    _ out_content: UnsafeMutablePointer<Int64>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { read(out_content, "out_content", value, error, integer) }

@c @implementation
public func comfy_value_get_uint(
    _ out_content: UnsafeMutablePointer<UInt64>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { read(out_content, "out_content", value, error, integer) }

private func integer<T: FixedWidthInteger>(_ object: ValueObject) throws(Failure) -> T {
    guard case .int(let content) = object.value else { throw object.wrong("an integer") }
    guard let fitting = T(exactly: content) else {
        throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "\(content) does not fit")
    }
    return fitting
}

@c @implementation
public func comfy_value_get_float(
    _ out_content: UnsafeMutablePointer<Double>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_content, "out_content", value, error) { object in
        guard let content = object.value.float else { throw object.wrong("a number") }
        return content
    }
}

@c @implementation
public func comfy_value_get_string(
    _ out_text: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ out_length: UnsafeMutablePointer<Int>?,
    _ value: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_text, "out_text", value, error) { object in
        guard let content = object.value.string else { throw object.wrong("a text") }
        try TensorMemory.check(content.utf8.count)
        let memory = object.lend(content)
        out_length?.pointee = memory.count
        return memory.pointer
    }
}

@c @implementation
public func comfy_value_get_count(
    _ out_count: UnsafeMutablePointer<Int>?, _ value: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { read(out_count, "out_count", value, error) { try Container($0).count } }

@c @implementation
public func comfy_value_get_item(
    _ out_item: UnsafeMutablePointer<OpaquePointer?>?, _ value: OpaquePointer?, _ index: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_item, "out_item", value, error) { object in
        let container = try Container(object)
        guard let item = container.item(index) else { throw container.notFound(index) }
        return HandleTable.insert(object.part(item))
    }
}

@c @implementation
public func comfy_value_get_key(
    _ out_key: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ value: OpaquePointer?, _ index: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_key, "out_key", value, error) { object in
        let container = try Container(object)
        guard container.hasKeys else { throw object.wrong("a dictionary") }
        guard let key = container.key(index) else { throw container.notFound(index) }
        return object.lend(key, place: index).pointer
    }
}

@c @implementation
public func comfy_value_get_member(
    _ out_member: UnsafeMutablePointer<OpaquePointer?>?, _ value: OpaquePointer?, _ key: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_member, "out_member", value, error) { object in
        let key = try optionalText(required(key, "key"), "key") ?? ""
        let container = try Container(object)
        guard container.hasKeys else { throw object.wrong("a dictionary") }
        guard let member = container.member(key) else {
            throw Failure(COMFY_STATUS_NOT_FOUND, "the dictionary has no '\(key)'")
        }
        return HandleTable.insert(object.part(member))
    }
}

/// What has items: a list, a dictionary, a DYNPROMPT.
private enum Container {
    case list([Value])
    case dictionary(ValueDictionary)
    case prompt(DynamicPrompt)

    init(_ object: ValueObject) throws(Failure) {
        switch object.value {
        case .list(let values): self = .list(values)
        case .dictionary(let members): self = .dictionary(members)
        case .object(let prompt as DynamicPrompt): self = .prompt(prompt)
        default: throw object.wrong("a list or a dictionary")
        }
    }

    var count: Int {
        switch self {
        case .list(let values): values.count
        case .dictionary(let members): members.count
        case .prompt(let prompt): prompt.ids.count
        }
    }

    var hasKeys: Bool { if case .list = self { false } else { true } }

    /// nil for a list, and beyond the last one.
    func key(_ index: Int) -> String? {
        switch self {
        case .list: return nil
        case .dictionary(let members): return members.member(at: index)?.key
        case .prompt(let prompt): return prompt.ids.element(index)
        }
    }

    func item(_ index: Int) -> Value? {
        switch self {
        case .list(let values): values.element(index)
        case .dictionary(let members): members.member(at: index)?.value
        case .prompt(let prompt): prompt.ids.element(index).flatMap(prompt.dictionary)
        }
    }

    func member(_ key: String) -> Value? {
        switch self {
        case .list: nil
        case .dictionary(let members): members[key]
        case .prompt(let prompt): prompt.dictionary(key)
        }
    }

    func notFound(_ index: Int) -> Failure {
        Failure(COMFY_STATUS_NOT_FOUND, "there is no item \(UInt(bitPattern: index)); there are \(count)")
    }
}

extension Array {
    /// nil beyond the last one.
    fileprivate func element(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

@c @implementation
public func comfy_value_get_tensor(
    _ out_tensor: UnsafeMutablePointer<UnsafeMutablePointer<DLManagedTensorVersioned>?>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_tensor, "out_tensor", value, error) { object in
        guard let tensor = object.value.tensor else { throw object.wrong("a tensor") }
        return try tensor.lent()
    }
}

@c @implementation
public func comfy_value_get_object(
    _ out_object: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_object, "out_object", value, error) { object in
        guard case .object(let host as HostObject) = object.value else { throw object.wrong("an object of the host") }
        return host.object.pointer
    }
}

@c @implementation
public func comfy_value_get_blocker_message(
    _ out_message: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_message, "out_message", value, error) { object in
        guard case .object(let blocker as ExecutionBlocker) = object.value else { throw object.wrong("a blocker") }
        return blocker.message.map { object.lend($0).pointer }
    }
}

@c @implementation
public func comfy_value_get_json(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ value: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    read(out_json, "out_json", value, error) { object in
        guard let json = object.value.json else { throw object.wrong("one that JSON can hold") }
        return try LooseMemory.string(json.serialized())
    }
}
