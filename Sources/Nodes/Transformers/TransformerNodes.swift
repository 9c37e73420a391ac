internal import Workflow

/// The node classes of this folder.
enum TransformerNodes {
    static let all: [any Node] = [
        FluxGuidance(), FluxDisableGuidance(), FluxKontextMultiReferenceLatentMethod(), ReferenceLatent(),
        Flux2Scheduler(), ModelSamplingFlux(), ModelSamplingShift.auraFlow, SkipLayerGuidanceDiT(),
        SkipLayerGuidanceSD3(), SkipLayerGuidanceDiTSimple(),
    ]
}
