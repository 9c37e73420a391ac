internal import Workflow

/// The node classes of this folder.
enum LatentNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            EmptyLatentImage(),
            VAEDecode(environment: environment),
            VAEEncode(environment: environment),
            VAEEncodeForInpaint(environment: environment),
            VAEDecodeTiled(environment: environment),
            VAEEncodeTiled(environment: environment),
            LatentUpscale(),
            LatentUpscaleBy(),
            SaveLatent(environment: environment),
            LoadLatent(environment: environment),
            LatentFromBatch(),
            RepeatLatentBatch(),
            SetLatentNoiseMask(),
            LatentRotate(),
            LatentFlip(),
            LatentCrop(),
            LatentComposite(),
            LatentCompositeMasked(),
            LatentBlend(),
            LatentSum.added,
            LatentSum.subtracted,
            LatentMultiply(),
            LatentInterpolate(),
            LatentBatch(),
            RebatchLatents(),
            BatchLatentsNode(),
            LatentConcat(),
            LatentCut(),
            LatentCutToBatch(),
            LatentAddNoiseChannels(),
            LatentBatchSeedBehavior(),
            LatentApplyOperation(),
            LatentOperationTonemapReinhard(),
            LatentOperationSharpen(),
        ] + EmptyLatents.all + EmptyVideoLatents.all + EmptyTypedLatents.all + VideoLatents.all
    }
}
