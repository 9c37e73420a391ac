internal import CIsolation
internal import Configuration
internal import Formats
internal import Glibc

/// The program that an isolated client starts: runs prompts for the process at the other end of its socket, until that
/// closes it.
package enum ChildMain {
    private static let socket = Int32(CI_CHILD_SOCKET)

    private enum ExitCode: Int32 {
        case fine = 0
        case usage = 2
        /// The parent sent something that this version does not understand.
        case protocolError = 70
    }

    /// The whole life of the process.
    package static func run(_ arguments: [String]) -> Never {
        guard arguments.count == 2, let parent = Int32(arguments[1]), isSocket(socket) else {
            let text = "comfy-worker is started by libcomfy, for clients with the isolated executor.\n"
            _ = text.withCString { write(2, $0, strlen($0)) }
            exit(ExitCode.usage.rawValue)
        }
        // A parent that is gone already needs no child.
        guard ci_child_begin(parent) != 0 else { leave(.fine) }
        // SVT-AV1 reports each film on standard error, which is for this process's last words.
        setenv("SVT_LOG", "0", 0)
        let connection = Connection(socket: socket)
        connection.sendGreeting()
        do {
            guard case .setup(let setup)? = try connection.receive(ParentMessage.self)?.message else { leave(.fine) }
            let service: ChildService
            do {
                service = try ChildService(setup, connection)
            } catch let error as EngineError {
                try connection.send(ChildMessage.reply(0, .failure(error)))
                leave(.fine)
            }
            try connection.send(ChildMessage.reply(0, .success(nil)))
            while let message = try connection.receive(ParentMessage.self)?.message { try service.take(message) }
        } catch is Connection.Failure {
            leave(.fine)
        } catch {
            let text = "comfy-worker: the parent sent \(error)\n"
            _ = text.withCString { write(2, $0, strlen($0)) }
            leave(.protocolError)
        }
        leave(.fine)
    }

    /// Ends at once, whatever the other threads do: all that they could still do is for a parent that is gone.
    private static func leave(_ code: ExitCode) -> Never { _exit(code.rawValue) }

    private static func isSocket(_ descriptor: Int32) -> Bool {
        var info = stat()
        return fstat(descriptor, &info) == 0 && info.st_mode & S_IFMT == S_IFSOCK
    }
}
