// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import System

@c @implementation
public func comfy_set_log_callback(
    _ level: comfy_log_level, _ callback: comfy_log_callback?, _ user_data: UnsafeMutableRawPointer?
) -> comfy_status {
    let host = HostPointer(pointer: user_data)
    return setHandler(level, isSet: callback != nil) { record in
        let text = TextMemory(record.message)
        HostCall.perform { callback?(comfy_log_level(record.level.rawValue), text.pointer, host.pointer) }
    }
}

@c @implementation
public func comfy_set_log_record_callback(
    _ level: comfy_log_level, _ callback: comfy_log_record_callback?, _ user_data: UnsafeMutableRawPointer?
) -> comfy_status {
    let host = HostPointer(pointer: user_data)
    return setHandler(level, isSet: callback != nil) { record in
        let texts = [TextMemory(record.message), TextMemory(record.fields)]
        var memory = comfy_log_record()
        memory.size = MemoryLayout<comfy_log_record>.size
        memory.level = comfy_log_level(record.level.rawValue)
        memory.message = texts[0].pointer
        memory.fields = texts[1].pointer
        memory.timestamp_ms = record.milliseconds
        withExtendedLifetime(texts) {
            withUnsafePointer(to: memory) { pointer in HostCall.perform { callback?(pointer, host.pointer) } }
        }
    }
}

/// Sets the process's handler, which is one for both kinds of callback.
private func setHandler(
    _ level: comfy_log_level, isSet: Bool, _ handler: @escaping @Sendable (LogRecord) -> Void
) -> comfy_status {
    guard let threshold = Log.Level(rawValue: Int(level)) else { return comfy_status(COMFY_STATUS_INVALID_ARGUMENT) }
    Log.setHandler(isSet ? threshold : .none, isSet ? handler : nil)
    return comfy_status(COMFY_STATUS_OK)
}
