internal import Workflow

/// The node classes of this folder.
enum ImageNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            LoadImage(environment: environment),
            LoadImageOutput(environment: environment),
            SaveImageAdvanced(environment: environment),
            ImageCompare(environment: environment),
            CropAndFitInpaintToDiffusionSize(),
            CompositeCroppedAndFittedInpaintResult(),
            ImageAndMaskResizeNode(),
            EnhanceContrast(),
            ImageCropToMask(),
            SaveAnimatedPNG(environment: environment),
            SaveAnimatedWEBP(environment: environment),
            SaveImage(environment: environment),
            SaveSVGNode(environment: environment),
            PreviewImage(environment: environment),
            ImageScale(),
            ImageScaleBy(),
            ImageScaleToTotalPixels(),
            ImageInvert(),
            ImageBatch(),
            EmptyImage(),
            ImagePadForOutpaint(),
            ImageCrop(),
            ImageFlip(),
            ImageRotate(),
            ImageBlend(),
            ImageBlur(),
            ImageSharpen(),
            ImageQuantize(),
            Canny(),
            ImageCompositeMasked(),
            GetImageSize(),
            RepeatImageBatch(),
            ImageFromBatch(),
            RebatchImages(),
            BatchImagesNode(),
            ImageStitch(),
            ImageScaleToMaxDimension(),
            ResizeAndPadImage(),
            ResizeImageMaskNode(),
            FluxKontextImageScale(),
            ImageAddNoise(),
            Morphology(),
            MarigoldV2PostProcess(),
        ] + ImageAdjustments.all + ImageSetOperations.all + ImageFacts.all + ImageYUV.all + ImageResizes.all
            + HintResolutions.all + [Gradient.node, SkeletonizeThin(), ImageApplyColorMap(), HintImageEnchance()]
            + ImageRequestParameter.all(environment)
    }
}
