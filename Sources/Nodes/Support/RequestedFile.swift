internal import Folders
internal import Network
internal import System
internal import Workflow

/// A file that a request names: one of the input folder, or what a URL names where the host allows that it is fetched.
/// Unlike ComfyUI nothing outside the folders is read.
struct RequestedFile {
    let environment: NodeEnvironment
    let name: String

    var isURL: Bool { name.contains(text: "://") }

    /// What a URL names.
    func fetched(_ context: any NodeContext) throws -> [UInt8] {
        guard WebFetch.isURL(name) else {
            throw NodeError("ValueError", "\(name): there are files of the input folder, http:// and https://")
        }
        guard let web = environment.web else {
            throw NodeError(
                "ValueError",
                "\(name): URLs are not fetched, since the configuration's fetch_urls does not say so; name a file of the "
                    + "input folder")
        }
        do {
            return try web.bytes(at: name, limit: FileBytes.limit, context.cancellation)
        } catch let error as NetworkError {
            throw NodeError(WebFetch.missing == nil ? "ConnectionError" : "ImportError", error.reason)
        }
    }
}
