internal import Workflow

/// The node classes of this folder.
enum UtilityNodes {
    static let all: [any Node] =
        [PreviewAny(), PreviewString(), CustomCombo(), CreateBoundingBoxes()] + Primitive.all
        + RequestParameters.all + NewerUtilities.all
}
