internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A HOOKS.
final class HookGroupObject: EngineObject {
    let group: HookGroup
    init(_ group: HookGroup) { self.group = group }
}

/// A HOOK_KEYFRAMES.
final class HookKeyframesObject: EngineObject {
    let keyframes: [HookKeyframe]
    init(_ keyframes: [HookKeyframe]) { self.keyframes = keyframes }
}

extension NodeInputs {
    /// An optional HOOKS; nil where there is none.
    func hooks(_ name: String) throws(NodeError) -> HookGroup? {
        if isMissing(name) { return nil }
        return try object(name, HookGroupObject.self, "HOOKS").group
    }

    /// An optional HOOK_KEYFRAMES; nil where there is none.
    func keyframes(_ name: String) throws(NodeError) -> [HookKeyframe]? {
        if isMissing(name) { return nil }
        return try object(name, HookKeyframesObject.self, "HOOK_KEYFRAMES").keyframes
    }

    fileprivate func isMissing(_ name: String) -> Bool {
        switch self[name] {
        case nil, .null?: true
        default: false
        }
    }
}

extension Value {
    static func hooks(_ group: HookGroup) -> Value { .object(HookGroupObject(group)) }
    static func keyframes(_ keyframes: [HookKeyframe]) -> Value { .object(HookKeyframesObject(keyframes)) }
}
