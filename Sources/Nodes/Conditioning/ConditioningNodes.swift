internal import Workflow

/// The node classes of this folder.
enum ConditioningNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            CLIPTextEncode(environment: environment),
            CLIPSetLastLayer(),
        ]
    }
}
