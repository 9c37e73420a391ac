internal import Engine
internal import System

/// What the host holds: numbers that look like pointers but are only ever looked up.
///
/// A stale, foreign or wrongly cast handle is one that the table does not have, or not of that class. Numbers are never
/// used again, and none is a valid address: a host that reads through one faults at once. In the child of a fork the
/// table is empty, since the threads that its clients need are not there.
enum HandleTable {
    private struct State {
        var objects: [UInt: any AnyObject & Sendable] = [:]
        var next: UInt = 0
    }
    private static let state = ProcessLock(State()) { state in
        // Never let go of: their ends would wait for those threads.
        _ = Unmanaged.passRetained(Inherited(state.objects))
        state.objects = [:]
    }

    private final class Inherited {
        let objects: [UInt: any AnyObject & Sendable]
        init(_ objects: [UInt: any AnyObject & Sendable]) { self.objects = objects }
    }

    /// Not a canonical address on x86-64 or AArch64.
    private static let base: UInt = 0xC0F1_0000_0000_0000

    static func insert(_ object: any AnyObject & Sendable) -> OpaquePointer {
        let value = state.withLock { state in
            state.next += 1
            let value = base | (state.next << 4 & 0xFFFF_FFFF_FFFF)
            state.objects[value] = object
            return value
        }
        guard let handle = OpaquePointer(bitPattern: value) else { preconditionFailure("a handle of value 0") }
        return handle
    }

    static func object<Object: AnyObject>(_ handle: OpaquePointer?, _ type: Object.Type) -> Object? {
        cast(state.withLock { $0.objects[UInt(bitPattern: handle)] }, type)
    }

    /// `as?` for classes that have no subclass, in a hundredth of its time.
    private static func cast<Object: AnyObject>(_ object: (any AnyObject & Sendable)?, _ type: Object.Type) -> Object? {
        guard let object, Swift.type(of: object as AnyObject) == type else { return nil }
        return unsafeDowncast(object, to: type)
    }

    /// Takes the object out; nil if there is none of that class.
    static func remove<Object: AnyObject>(_ handle: OpaquePointer?, _ type: Object.Type) -> Object? {
        state.withLock { state in
            let key = UInt(bitPattern: handle)
            guard let object = cast(state.objects[key], type) else { return nil }
            state.objects[key] = nil
            return object
        }
    }
}
