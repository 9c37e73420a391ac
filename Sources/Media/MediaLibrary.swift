internal import CMedia
internal import System

/// FFmpeg's libraries, which are found when they are first needed.
package enum MediaLibrary {
    /// Why sound and films are not there; nil where they are.
    package static var missing: String? { cm_missing().map { String(cString: $0) } }

    static func check() throws(MediaError) {
        if let missing { throw MediaError(.missing, missing) }
    }

    /// Looks at the cancellation of the work that a thread is at.
    static let isCancelled: cm_is_cancelled = { _ in Cancellation.isCurrentRaised }

    /// Has `body` write why it failed, and throws that: its result is nil or false then. Cancellation is thrown as such.
    static func call<R>(_ body: (UnsafeMutablePointer<CChar>) -> R?) throws -> R {
        var message = [CChar](repeating: 0, count: Int(CM_MESSAGE_SIZE))
        if let result = message.withUnsafeMutableBufferPointer({ body($0.baseAddress!) }) { return result }
        if Cancellation.isCurrentRaised { throw CancellationError() }
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw MediaError(.failed, String(decoding: bytes, as: UTF8.self))
    }

    static func perform(_ body: (UnsafeMutablePointer<CChar>) -> Bool) throws {
        try call { body($0) ? () : nil }
    }
}
