internal import Workflow

/// The node classes of this folder.
enum ModelPatchNodes {
    static let all: [any Node] = [RescaleCFG(), DifferentialDiffusion(), PerturbedAttentionGuidance()]
}
