internal import Workflow

/// The node classes of this folder.
enum ModelPatchNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            RescaleCFG(), RenormCFG(), CFGZeroStar(), CFGNorm(), TCFG(), APG(), Mahiro(), PerpNeg(), FreSca(),
            EpsilonScaling(), TemporalScoreRescaling(), LatentApplyOperationCFG(),
            VideoGuidance.linear, VideoGuidance.triangle,
            DifferentialDiffusion(), PerturbedAttentionGuidance(), SelfAttentionGuidance(),
            FreeU.first, FreeU.second, HyperTile(), TomePatchModel(), PatchModelAddDownscale(), ReferenceOnlySimple(),
            EasyCache(), LazyCache(), ContextWindowsManual(), WanContextWindowsManual(), ScaleROPE(),
            ChromaRadianceOptions(), UNetAttentionMultiply.toItself(environment),
            UNetAttentionMultiply.toPrompt(environment),
            UNetTemporalAttentionMultiply(environment: environment),
            CLIPAttentionMultiply(environment: environment),
            TorchCompileModel(), QuantizeModel(), LayerwiseCast(), GroupOffload(), ModelComputeDtype(),
            WanBlockSwap(), ModelAttentionBackend(),
        ]
    }
}
