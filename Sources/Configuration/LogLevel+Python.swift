internal import System

extension Log.Level {
    /// The least important one that Python's level shows.
    init(python name: String?) {
        self =
            switch name {
            case "DEBUG": .debug
            case "WARNING": .warning
            case "ERROR", "CRITICAL": .error
            default: .info
            }
    }
}
