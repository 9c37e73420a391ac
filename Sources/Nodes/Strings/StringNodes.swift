internal import Workflow

/// The node classes of this folder.
enum StringNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        StringOperations.all + TextLists.all + StringJoins.all + RegexNodes.all + RegexMatchNodes.all
            + StringFormats.all + LanguageCodes.all + TextDiffuser.all + [
                toString, SaveString(environment: environment), OmitThink(),
            ]
    }

    private static let toString = FunctionNode(
        NodeSchema("ToString", category: "strings", inputs: [.socket("value", "*")], outputs: [OutputSchema("STRING")])
            .with { $0.description = "A value as a text." }
    ) { [.string(($0["value"] ?? .null).pythonText)] }
}
