package import Workflow

/// The registry of the library's own node classes.
package enum BuiltinNodes {
    package static func all(_ environment: NodeEnvironment) -> [any Node] {
        let nodes: [any Node] = [
            // Loaders
            CheckpointLoaderSimple(environment: environment),
            VAELoader(environment: environment),
            // Conditioning
            CLIPTextEncode(environment: environment),
            CLIPSetLastLayer(),
            // Sampling
            KSamplerNode(environment: environment),
            KSamplerAdvancedNode(environment: environment),
            ModelSamplingDiscrete(),
            // Latents
            EmptyLatentImage(),
            VAEDecode(environment: environment),
            VAEEncode(environment: environment),
            VAEEncodeForInpaint(environment: environment),
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
            LatentAdd(),
            LatentSubtract(),
            LatentMultiply(),
            LatentInterpolate(),
            LatentBatch(),
            RebatchLatents(),
            // Images
            LoadImage(environment: environment),
            ImageRequestParameter(environment: environment),
            SaveImage(environment: environment),
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
            // Masks
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
            // Utilities
            PreviewAny(),
            // Logic
            LazySwitch(),
            BinaryOperation.plain,
            BinaryOperation.boolean,
        ]
        return nodes + Primitive.all
    }
}
