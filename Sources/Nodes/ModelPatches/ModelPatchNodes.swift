internal import Workflow

/// The node classes of this folder.
enum ModelPatchNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            RescaleCFG(), RenormCFG(), CFGZeroStar(), CFGNorm(), TCFG(), APG(), Mahiro(), PerpNeg(), FreSca(),
            EpsilonScaling(), TemporalScoreRescaling(), LatentApplyOperationCFG(),
            VideoLinearCFGGuidance(), VideoTriangleCFGGuidance(),
            DifferentialDiffusion(), PerturbedAttentionGuidance(), SelfAttentionGuidance(),
            FreeU(), FreeUV2(), HyperTile(), TomePatchModel(), PatchModelAddDownscale(), ReferenceOnlySimple(),
            EasyCache(), LazyCache(), ContextWindowsManual(), WanContextWindowsManual(), ScaleROPE(),
            ChromaRadianceOptions(), UNetAttentionMultiply.toItself(environment),
            UNetAttentionMultiply.toPrompt(environment),
            UNetTemporalAttentionMultiply(environment: environment),
            CLIPAttentionMultiply(environment: environment),
            TorchCompileModel(), QuantizeModel(), LayerwiseCast(), GroupOffload(), ModelComputeDtype(),
            WanBlockSwap(),
        ]
    }
}
