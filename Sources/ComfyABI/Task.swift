// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import System

@c @implementation
public func comfy_task_release(_ task: OpaquePointer?) { release(task, TaskObject.self) }

@c @implementation
public func comfy_task_get_state(
    _ out_state: UnsafeMutablePointer<comfy_task_state>?, _ task: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_state, "out_state")
        out.pointee = try resolve(task, TaskObject.self).task.state.rawValue
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_prompt_id(
    _ out_id: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ task: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_id, "out_id")
        out.pointee = try LooseMemory.string(resolve(task, TaskObject.self).task.promptID)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_wait(
    _ task: OpaquePointer?, _ timeout_ms: Int64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let task = try resolve(task, TaskObject.self).task
        return task.wait(until: Deadline(milliseconds: timeout_ms)) ? COMFY_STATUS_OK : COMFY_STATUS_TIMEOUT
    }
}

@c @implementation
public func comfy_task_cancel(
    _ task: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try resolve(task, TaskObject.self).task.cancel()
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_progress(
    _ out_progress: UnsafeMutablePointer<comfy_progress>?, _ task: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try Destination(out_progress, "out_progress")
        let object = try resolve(task, TaskObject.self)
        let progress = object.task.progress
        var host = comfy_progress(progress)
        if let id = progress.nodeID {
            host.node_id = object.nodeIDs.withLock { known in
                let memory = known[id] ?? TextMemory(id)
                known[id] = memory
                return memory.pointer
            }
        }
        out.fill(host)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_result(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ task: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(.object(resolve(task, TaskObject.self).task.result()), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_error(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ task: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        guard let failure = try resolve(task, TaskObject.self).task.failure() else {
            throw Failure(COMFY_STATUS_NOT_FOUND, "the task succeeded")
        }
        try put(.object(failure), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_warnings(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ task: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(.array(resolve(task, TaskObject.self).task.warnings), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_image_count(
    _ out_count: UnsafeMutablePointer<Int>?, _ task: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_count, "out_count")
        out.pointee = try resolve(task, TaskObject.self).task.imageCount
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_image(
    _ out_image: UnsafeMutablePointer<comfy_image>?, _ task: OpaquePointer?, _ index: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try Destination(out_image, "out_image")
        let object = try resolve(task, TaskObject.self)
        guard let source = object.task.image(at: index) else {
            throw Failure(
                COMFY_STATUS_NOT_FOUND, "no image \(UInt(bitPattern: index)); there are \(object.task.imageCount)")
        }
        let memory = try object.images.withLock { known in
            let memory =
                try known[index]
                ?? ImageMemory(copying: source.image, index: source.index, nodeID: source.nodeID, entry: source.entry)
            known[index] = memory
            return memory
        }
        out.fill(memory.image)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_preview(
    _ out_image: UnsafeMutablePointer<comfy_image>?, _ task: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try Destination(out_image, "out_image")
        let object = try resolve(task, TaskObject.self)
        guard let event = object.task.preview, let preview = event.image else {
            throw Failure(COMFY_STATUS_NOT_FOUND, "the task has no preview yet")
        }
        let memory = object.previews.withLock { known in
            let memory =
                known[event.sequence] ?? ImageMemory(preview, nodeID: event.data["node_id"]?.string)
            known[event.sequence] = memory
            return memory
        }
        out.fill(memory.image)
        return COMFY_STATUS_OK
    }
}
