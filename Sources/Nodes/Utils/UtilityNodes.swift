internal import Workflow

/// The node classes of this folder.
enum UtilityNodes {
    static let all: [any Node] =
        [PreviewAny(), PreviewString(), CustomCombo()] + Primitive.all + RequestParameters.all
        + NewerUtilities.all
}
