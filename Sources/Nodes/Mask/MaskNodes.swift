internal import Workflow

/// The node classes of this folder.
enum MaskNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            LoadImageMask(environment: environment),
            MaskPreview(environment: environment),
            MaskToImage(),
            ImageToMask(),
            ImageColorToMask(),
            SolidMask(),
            InvertMask(),
            CropMask(),
            MaskComposite(),
            FeatherMask(),
            GrowMask(),
            ThresholdMask(),
            SplitImageWithAlpha(),
            JoinImageWithAlpha(),
            BatchMasksNode(),
            PorterDuffImageComposite(isSecondVersion: false),
            PorterDuffImageComposite(isSecondVersion: true),
        ]
    }
}
