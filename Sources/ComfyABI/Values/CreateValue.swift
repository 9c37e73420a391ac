// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Runs the body of a function that makes a value.
private func create(
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorOut?, _ make: @escaping () throws -> ValueObject
) -> comfy_status {
    boundary(error) {
        let out = try required(out, "out_value")
        out.pointee = HandleTable.insert(try make())
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_value_create_from_json(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ json: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    create(out_value, error) {
        let text = try text(json, "json")
        do {
            let document = try JSON(parsing: text)
            return try ValueObject(Value(document), depth: document.depth)
        } catch let error as FormatError {
            throw Failure(COMFY_STATUS_INVALID_JSON, "json: \(error.message)")
        }
    }
}

extension JSON {
    /// How many containers lie in one another. The parser has a limit of its own.
    fileprivate var depth: Int {
        switch self {
        case .array(let values): 1 + (values.lazy.map(\.depth).max() ?? 0)
        case .object(let members): 1 + (members.lazy.map(\.value.depth).max() ?? 0)
        default: 0
        }
    }
}

@c @implementation
public func comfy_value_create_null(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { create(out_value, error) { try ValueObject(.null) } }

@c @implementation
public func comfy_value_create_bool(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ content: Bool, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { create(out_value, error) { try ValueObject(.bool(content)) } }

@c @implementation
public func comfy_value_create_int(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ content: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { create(out_value, error) { try ValueObject(.int(Int128(content))) } }

@c @implementation
public func comfy_value_create_uint(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ content: UInt64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { create(out_value, error) { try ValueObject(.int(Int128(content))) } }

@c @implementation
public func comfy_value_create_float(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ content: Double,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status { create(out_value, error) { try ValueObject(.float(content)) } }

@c @implementation
public func comfy_value_create_string(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ text: UnsafePointer<CChar>?, _ length: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    create(out_value, error) {
        let start = try required(text, "text")
        guard length != -1 else { return try ValueObject(.string(try optionalText(start, "text") ?? "")) }
        guard length >= 0 else { throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "length is larger than memory") }
        let bytes = UnsafeRawBufferPointer(start: start, count: length)
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw Failure(COMFY_STATUS_INVALID_UTF8, "text is not UTF-8")
        }
        return try ValueObject(.string(string))
    }
}

@c @implementation
public func comfy_value_create_list(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ items: UnsafePointer<OpaquePointer?>?, _ count: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    create(out_value, error) {
        let items = try values(items, count, "items")
        return try ValueObject(.list(items.map(\.value)), depth: 1 + (items.lazy.map(\.depth).max() ?? 0))
    }
}

@c @implementation
public func comfy_value_create_dictionary(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ keys: UnsafePointer<UnsafePointer<CChar>?>?,
    _ items: UnsafePointer<OpaquePointer?>?, _ count: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    create(out_value, error) {
        let items = try values(items, count, "items")
        var members = ValueDictionary()
        for (index, item) in items.enumerated() {
            let key = try required(try required(keys, "keys")[index], "keys[\(index)]")
            members[try optionalText(key, "keys[\(index)]") ?? ""] = item.value
        }
        return try ValueObject(.dictionary(members), depth: 1 + (items.lazy.map(\.depth).max() ?? 0))
    }
}

/// The objects behind an array of handles.
func values(
    _ handles: UnsafePointer<OpaquePointer?>?, _ count: Int, _ name: String
) throws(Failure) -> [ValueObject] {
    guard (0...1 << 28).contains(count) else {
        throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "the count of \(name) is \(UInt(bitPattern: count))")
    }
    guard count > 0 else { return [] }
    let handles = try required(handles, name)
    var objects: [ValueObject] = []
    for index in 0..<count {
        guard let object = HandleTable.object(handles[index], ValueObject.self) else {
            throw Failure(COMFY_STATUS_INVALID_HANDLE, "\(name)[\(index)] is not a live handle of a value")
        }
        objects.append(object)
    }
    return objects
}

@c @implementation
public func comfy_value_create_tensor(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ tensor: UnsafeMutablePointer<DLManagedTensorVersioned>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    create(out_value, error) { try ValueObject(.tensor(Tensor(adopting: required(tensor, "tensor")))) }
}

@c @implementation
public func comfy_value_create_object(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ object: UnsafeMutableRawPointer?,
    _ release: comfy_object_release?, _ user_data: UnsafeMutableRawPointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    create(out_value, error) {
        let pointer = HostPointer(pointer: object)
        let userData = HostPointer(pointer: user_data)
        let host = HostObject(pointer) {
            guard let release else { return }
            HostCall.perform { release(pointer.pointer, userData.pointer) }
        }
        return try ValueObject(.object(host))
    }
}

@c @implementation
public func comfy_value_create_blocker(
    _ out_value: UnsafeMutablePointer<OpaquePointer?>?, _ message: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    create(out_value, error) {
        try ValueObject(.object(ExecutionBlocker(message: optionalText(message, "message"))))
    }
}

@c @implementation
public func comfy_value_release(_ value: OpaquePointer?) { release(value, ValueObject.self) }
