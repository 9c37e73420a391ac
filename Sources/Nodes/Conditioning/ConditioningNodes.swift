internal import Workflow

/// The node classes of this folder.
enum ConditioningNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            CLIPTextEncode(environment: environment),
            CLIPSetLastLayer(),
            CLIPTextEncodeSDXL(environment: environment),
            CLIPTextEncodeSDXLRefiner(environment: environment),
            CLIPTextEncodeSD3(environment: environment),
            CLIPTextEncodeFlux(environment: environment),
            CLIPTextEncodeControlnet(environment: environment),
            LotusConditioning(),
            CLIPTextEncodePixArtAlpha(environment: environment),
            CLIPTextEncodeHiDream(environment: environment),
            T5TokenizerOptions(),
            ConditioningCombine(),
            ConditioningConcat(environment: environment),
            ConditioningAverage(environment: environment),
            ConditioningSetArea(),
            ConditioningSetAreaPercentage(),
            ConditioningSetAreaStrength(),
            ConditioningSetMask(),
            ConditioningSetTimestepRange(),
            ConditioningZeroOut(),
            InpaintModelConditioning(environment: environment),
            InstructPixToPixConditioning(environment: environment),
            SD4XUpscaleConditioning(),
            CLIPTextEncodeLumina2(environment: environment),
            TextEncodeQwenImageEdit(environment: environment),
            TextEncodeQwenImageEditPlus(environment: environment),
            TextEncodeZImageOmni(environment: environment),
            TextGenerate(environment: environment),
            ConditioningLoader(environment: environment),
            SaveConditioning(environment: environment),
        ] + VideoConditioning.all
    }
}
