package import System

extension Log {
    package static func error(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> JSONObject) {
        write(.error, message, fields: { JSON.object(fields()).serialized() })
    }
    package static func warning(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> JSONObject) {
        write(.warning, message, fields: { JSON.object(fields()).serialized() })
    }
    package static func info(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> JSONObject) {
        write(.info, message, fields: { JSON.object(fields()).serialized() })
    }
}
