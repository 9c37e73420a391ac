internal import Workflow

/// The node classes of this folder: what requests to a server need, and what this library refuses.
enum RequestNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        RequestURIs.all(environment) + ImageExifs.all + RefusedNodes.all
            + [SaveImagesResponse(environment: environment), OutputTensor(environment: environment)]
    }
}
