/// Why classes of ComfyUI's that the library does not have are not there.
package enum MissingReasons {
    /// Nil for classes that are there, and for those of others.
    package static func reason(of name: String) -> String? { byName[name] }

    /// All of them.
    package static var names: Set<String> { Set(byName.keys) }

    private static let byName = Dictionary(
        uniqueKeysWithValues: rows.flatMap { row in row.classes.map { ($0, row.reason) } })

    private static let rows: [(reason: String, classes: [String])] = [
        (
            "no model of sound is there",
            [
                "AudioEncoderEncode", "AudioEncoderLoader", "LTXAVTextEncoderLoader", "LTXVAudioVAEDecode",
                "LTXVAudioVAEEncode", "LTXVAudioVAELoader", "LTXVAudioVAELoader1", "LTXVEmptyLatentAudio",
                "TextEncodeAceStepAudio", "VAEDecodeAudio", "VAEEncodeAudio", "WanInfiniteTalkToVideo",
            ]
        ),
        (
            "the models of films that it is for are not there",
            [
                "CLIPTextEncodeKandinsky5", "HunyuanVideo15LatentUpscaleWithModel", "ImageOnlyCheckpointLoader",
                "ImageOnlyCheckpointSave", "LTXVLatentUpsampler", "LatentUpscaleModelLoader",
                "LatentUpscaleModelLoader1", "TextEncodeHunyuanVideo_ImageToVideo",
            ]
        ),
        (
            "the family of models that it is for is not there",
            [
                "CLIPTextEncodeHunyuanDiT", "VAEDecodeHunyuan3D",
            ]
        ),
        (
            "the language models of transformers that write are not there; TextGenerate is",
            [
                "CosmosPromptUpsamplerLoader", "CosmosText2WorldTokenize", "CosmosVideo2WorldTokenize",
                "Florence2OutputToMask", "Florence2PostProcess", "Florence2TaskTokenize", "OneShotInstructTokenize",
                "PixtralTransformersLoader", "QwenVL2_5TransformersLoader", "TransformerBeamSearchSampler",
                "TransformerContrastiveSearchSampler", "TransformerGreedySampler", "TransformerMergeSamplers",
                "TransformerTemperatureSampler", "TransformerTopKSampler", "TransformerTopPSampler",
                "TransformersGenerate", "TransformersGenerationConfig", "TransformersLoader1",
                "TransformersLoaderQuantized", "TransformersTokenize", "TransformersTranslationTokenize",
                "WanImage2VideoTokenize", "WanText2VideoTokenize",
            ]
        ),
        (
            "it asks a foreign service, which this library does not",
            [
                "IdeogramDescribe", "IdeogramEdit", "IdeogramGenerate", "IdeogramRemix",
            ]
        ),
        (
            "nothing is trained here",
            [
                "TrainLoraNode"
            ]
        ),
    ]
}
