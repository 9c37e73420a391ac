"""ComfyUI's node classes by module: see `core_classes`. Made by tools/make_core_classes.py. Do not edit."""

from __future__ import annotations

#: Module: {Python class: (node class, the function that it runs, its parameters)}.
CLASSES: dict[str, dict[str, tuple[str, str, str]]] = {
    "comfy_extras.nodes_ace": {
        "TextEncodeAceStepAudio": ("TextEncodeAceStepAudio", "execute", "clip tags lyrics lyrics_strength"),
        "EmptyAceStepLatentAudio": ("EmptyAceStepLatentAudio", "execute", "seconds batch_size"),
    },
    "comfy_extras.nodes_advanced_samplers": {
        "SamplerLCMUpscale": ("SamplerLCMUpscale", "execute", "scale_ratio scale_steps upscale_method"),
        "SamplerEulerCFGpp": ("SamplerEulerCFGpp", "execute", "version"),
    },
    "comfy_extras.nodes_align_your_steps": {
        "AlignYourStepsScheduler": ("AlignYourStepsScheduler", "execute", "model_type steps denoise"),
    },
    "comfy_extras.nodes_apg": {
        "APG": ("APG", "execute", "model eta norm_threshold momentum"),
    },
    "comfy_extras.nodes_api": {
        "OutputTensor": ("OutputTensor", "execute", "tensor"),
    },
    "comfy_extras.nodes_apply_color_map": {
        "ImageApplyColorMap": (
            "ImageApplyColorMap",
            "execute",
            "image gamma min_depth max_depth colormap one_minus clip_min clip_max",
        ),
    },
    "comfy_extras.nodes_arithmetic": {
        "FloatAdd": ("FloatAdd", "execute", ""),
        "FloatSubtract": ("FloatSubtract", "execute", "value0 value1"),
        "FloatMultiply": ("FloatMultiply", "execute", ""),
        "FloatDivide": ("FloatDivide", "execute", "value0 value1"),
        "FloatPower": ("FloatPower", "execute", "base exponent"),
        "IntAdd": ("IntAdd", "execute", ""),
        "IntSubtract": ("IntSubtract", "execute", "value0 value1"),
        "IntMultiply": ("IntMultiply", "execute", ""),
        "IntDivide": ("IntDivide", "execute", "value0 value1"),
        "IntMod": ("IntMod", "execute", "value0 value1"),
        "IntPower": ("IntPower", "execute", "base exponent"),
        "FloatMin": ("FloatMin", "execute", ""),
        "FloatMax": ("FloatMax", "execute", ""),
        "FloatAbs": ("FloatAbs", "execute", "value"),
        "FloatAverage": ("FloatAverage", "execute", ""),
        "IntMin": ("IntMin", "execute", ""),
        "IntMax": ("IntMax", "execute", ""),
        "IntAbs": ("IntAbs", "execute", "value"),
        "IntAverage": ("IntAverage", "execute", ""),
        "FloatLerp": ("FloatLerp", "execute", "a b t clamped"),
        "FloatInverseLerp": ("FloatInverseLerp", "execute", "a b value clamped"),
        "FloatClamp": ("FloatClamp", "execute", "value"),
        "IntLerp": ("IntLerp", "execute", "a b t clamped"),
        "IntInverseLerp": ("IntInverseLerp", "execute", "a b value clamped"),
        "IntClamp": ("IntClamp", "execute", "value"),
        "IntToFloat": ("IntToFloat", "execute", "value"),
        "IntToString": ("IntToString", "execute", "value"),
        "FloatToString": ("FloatToString", "execute", "value"),
        "FloatToInt": ("FloatToInt", "execute", "value"),
        "StringToInt": ("StringToInt", "execute", "value"),
        "StringToFloat": ("StringToFloat", "execute", "value"),
    },
    "comfy_extras.nodes_attention_multiply": {
        "UNetSelfAttentionMultiply": ("UNetSelfAttentionMultiply", "execute", "model q k v out"),
        "UNetCrossAttentionMultiply": ("UNetCrossAttentionMultiply", "execute", "model q k v out"),
        "CLIPAttentionMultiply": ("CLIPAttentionMultiply", "execute", "clip q k v out"),
        "UNetTemporalAttentionMultiply": (
            "UNetTemporalAttentionMultiply",
            "execute",
            "model self_structural self_temporal cross_structural cross_temporal",
        ),
    },
    "comfy_extras.nodes_audio": {
        "EmptyLatentAudio": ("EmptyLatentAudio", "execute", "seconds batch_size"),
        "ConditioningStableAudio": (
            "ConditioningStableAudio",
            "execute",
            "positive negative seconds_start seconds_total",
        ),
        "VAEEncodeAudio": ("VAEEncodeAudio", "execute", "vae audio"),
        "VAEDecodeAudio": ("VAEDecodeAudio", "execute", "vae samples"),
        "SaveAudio": ("SaveAudio", "execute", "audio filename_prefix format"),
        "SaveAudioMP3": ("SaveAudioMP3", "execute", "audio filename_prefix format quality"),
        "SaveAudioOpus": ("SaveAudioOpus", "execute", "audio filename_prefix format quality"),
        "PreviewAudio": ("PreviewAudio", "execute", "audio"),
        "LoadAudio": ("LoadAudio", "execute", "audio"),
        "RecordAudio": ("RecordAudio", "execute", "audio"),
        "TrimAudioDuration": ("TrimAudioDuration", "execute", "audio start_index duration"),
        "SplitAudioChannels": ("SplitAudioChannels", "execute", "audio"),
        "JoinAudioChannels": ("JoinAudioChannels", "execute", "audio_left audio_right"),
        "AudioConcat": ("AudioConcat", "execute", "audio1 audio2 direction"),
        "AudioMerge": ("AudioMerge", "execute", "audio1 audio2 merge_method"),
        "AudioAdjustVolume": ("AudioAdjustVolume", "execute", "audio volume"),
        "EmptyAudio": ("EmptyAudio", "execute", "duration sample_rate channels"),
    },
    "comfy_extras.nodes_audio_encoder": {
        "AudioEncoderLoader": ("AudioEncoderLoader", "execute", "audio_encoder_name"),
        "AudioEncoderEncode": ("AudioEncoderEncode", "execute", "audio_encoder audio"),
    },
    "comfy_extras.nodes_audio_vae": {
        "LTXVAudioVAELoader": ("LTXVAudioVAELoader", "execute", "ckpt_name"),
    },
    "comfy_extras.nodes_camera_trajectory": {
        "WanCameraEmbedding": ("WanCameraEmbedding", "execute", "camera_pose width height length speed fx fy cx cy"),
    },
    "comfy_extras.nodes_canny": {
        "Canny": ("Canny", "execute", "image low_threshold high_threshold"),
    },
    "comfy_extras.nodes_cfg": {
        "CFGZeroStar": ("CFGZeroStar", "execute", "model"),
        "CFGNorm": ("CFGNorm", "execute", "model strength"),
    },
    "comfy_extras.nodes_chroma_radiance": {
        "EmptyChromaRadianceLatentImage": ("EmptyChromaRadianceLatentImage", "execute", ""),
        "ChromaRadianceOptions": ("ChromaRadianceOptions", "execute", ""),
    },
    "comfy_extras.nodes_clip_sdxl": {
        "CLIPTextEncodeSDXLRefiner": ("CLIPTextEncodeSDXLRefiner", "execute", "clip ascore width height text"),
        "CLIPTextEncodeSDXL": (
            "CLIPTextEncodeSDXL",
            "execute",
            "clip width height crop_w crop_h target_width target_height text_g text_l",
        ),
    },
    "comfy_extras.nodes_compositing": {
        "PorterDuffImageCompositeV2": (
            "PorterDuffImageCompositeV2",
            "composite",
            "source destination mode source_alpha destination_alpha",
        ),
        "PorterDuffImageCompositeV1": (
            "PorterDuffImageComposite",
            "composite_v1",
            "source source_alpha destination destination_alpha mode",
        ),
        "SplitImageWithAlpha": ("SplitImageWithAlpha", "execute", "image"),
        "JoinImageWithAlpha": ("JoinImageWithAlpha", "execute", "image alpha"),
        "Flatten": ("Flatten", "convert_rgba_to_rgb", "images background_color"),
        "EnhanceContrast": (
            "EnhanceContrast",
            "enhance_contrast",
            "image method clip_limit lower_percentile upper_percentile",
        ),
        "Posterize": ("Posterize", "posterize", "image levels"),
    },
    "comfy_extras.nodes_cond": {
        "CLIPTextEncodeControlnet": ("CLIPTextEncodeControlnet", "execute", "clip conditioning text"),
        "T5TokenizerOptions": ("T5TokenizerOptions", "execute", "clip min_padding min_length"),
    },
    "comfy_extras.nodes_context_windows": {
        "ContextWindowsManualNode": (
            "ContextWindowsManual",
            "execute",
            "model context_length context_overlap context_schedule context_stride closed_loop fuse_method dim freenoise cond_retain_index_list split_conds_to_windows",  # noqa: E501
        ),
    },
    "comfy_extras.nodes_controlnet": {
        "SetUnionControlNetType": ("SetUnionControlNetType", "execute", "control_net type"),
        "ControlNetInpaintingAliMamaApply": (
            "ControlNetInpaintingAliMamaApply",
            "execute",
            "positive negative control_net vae image mask strength start_percent end_percent",
        ),
    },
    "comfy_extras.nodes_cosmos": {
        "EmptyCosmosLatentVideo": ("EmptyCosmosLatentVideo", "execute", "width height length batch_size"),
        "CosmosImageToVideoLatent": (
            "CosmosImageToVideoLatent",
            "execute",
            "vae width height length batch_size start_image end_image",
        ),
        "CosmosPredict2ImageToVideoLatent": (
            "CosmosPredict2ImageToVideoLatent",
            "execute",
            "vae width height length batch_size start_image end_image",
        ),
    },
    "comfy_extras.nodes_cosmos_upsampling": {
        "PixtralTransformersLoader": ("PixtralTransformersLoader", "execute", ""),
        "CosmosPromptUpsamplerLoader": ("CosmosPromptUpsamplerLoader", "execute", "ckpt_name"),
        "CosmosText2WorldTokenize": ("CosmosText2WorldTokenize", "execute", "model prompt"),
        "CosmosVideo2WorldTokenize": (
            "CosmosVideo2WorldTokenize",
            "execute",
            "model prompt images chat_template system_prompt",
        ),
    },
    "comfy_extras.nodes_custom_sampler": {
        "BasicScheduler": ("BasicScheduler", "execute", "model scheduler steps denoise"),
        "KarrasScheduler": ("KarrasScheduler", "execute", "steps sigma_max sigma_min rho"),
        "ExponentialScheduler": ("ExponentialScheduler", "execute", "steps sigma_max sigma_min"),
        "PolyexponentialScheduler": ("PolyexponentialScheduler", "execute", "steps sigma_max sigma_min rho"),
        "LaplaceScheduler": ("LaplaceScheduler", "execute", "steps sigma_max sigma_min mu beta"),
        "SDTurboScheduler": ("SDTurboScheduler", "execute", "model steps denoise"),
        "BetaSamplingScheduler": ("BetaSamplingScheduler", "execute", "model steps alpha beta"),
        "VPScheduler": ("VPScheduler", "execute", "steps beta_d beta_min eps_s"),
        "SplitSigmas": ("SplitSigmas", "execute", "sigmas step"),
        "SplitSigmasDenoise": ("SplitSigmasDenoise", "execute", "sigmas denoise"),
        "FlipSigmas": ("FlipSigmas", "execute", "sigmas"),
        "SetFirstSigma": ("SetFirstSigma", "execute", "sigmas sigma"),
        "ExtendIntermediateSigmas": (
            "ExtendIntermediateSigmas",
            "execute",
            "sigmas steps start_at_sigma end_at_sigma spacing",
        ),
        "SamplingPercentToSigma": ("SamplingPercentToSigma", "execute", "model sampling_percent return_actual_sigma"),
        "KSamplerSelect": ("KSamplerSelect", "execute", "sampler_name"),
        "SamplerDPMPP_3M_SDE": ("SamplerDPMPP_3M_SDE", "execute", "eta s_noise noise_device"),
        "SamplerDPMPP_2M_SDE": ("SamplerDPMPP_2M_SDE", "execute", "solver_type eta s_noise noise_device"),
        "SamplerDPMPP_SDE": ("SamplerDPMPP_SDE", "execute", "eta s_noise r noise_device"),
        "SamplerDPMPP_2S_Ancestral": ("SamplerDPMPP_2S_Ancestral", "execute", "eta s_noise"),
        "SamplerEulerAncestral": ("SamplerEulerAncestral", "execute", "eta s_noise"),
        "SamplerEulerAncestralCFGPP": ("SamplerEulerAncestralCFGPP", "execute", "eta s_noise"),
        "SamplerLMS": ("SamplerLMS", "execute", "order"),
        "SamplerDPMAdaptative": (
            "SamplerDPMAdaptative",
            "execute",
            "order rtol atol h_init pcoeff icoeff dcoeff accept_safety eta s_noise",
        ),
        "SamplerER_SDE": ("SamplerER_SDE", "execute", "solver_type max_stage eta s_noise"),
        "SamplerSASolver": (
            "SamplerSASolver",
            "execute",
            "model eta sde_start_percent sde_end_percent s_noise predictor_order corrector_order use_pece simple_order_2",  # noqa: E501
        ),
        "SamplerSEEDS2": ("SamplerSEEDS2", "execute", "solver_type eta s_noise r"),
        "SamplerCustom": (
            "SamplerCustom",
            "execute",
            "model add_noise noise_seed cfg positive negative sampler sigmas latent_image",
        ),
        "BasicGuider": ("BasicGuider", "execute", "model conditioning"),
        "CFGGuider": ("CFGGuider", "execute", "model positive negative cfg"),
        "DualCFGGuider": (
            "DualCFGGuider",
            "execute",
            "model cond1 cond2 negative cfg_conds cfg_cond2_negative style",
        ),
        "DisableNoise": ("DisableNoise", "execute", ""),
        "RandomNoise": ("RandomNoise", "execute", "noise_seed"),
        "SamplerCustomAdvanced": ("SamplerCustomAdvanced", "execute", "noise guider sampler sigmas latent_image"),
        "AddNoise": ("AddNoise", "execute", "model noise sigmas latent_image"),
        "ManualSigmas": ("ManualSigmas", "execute", "sigmas"),
    },
    "comfy_extras.nodes_dataset": {
        "LoadImageDataSetFromFolderNode": ("LoadImageDataSetFromFolder", "execute", "folder"),
        "LoadImageTextDataSetFromFolderNode": ("LoadImageTextDataSetFromFolder", "execute", "folder"),
        "SaveImageDataSetToFolderNode": ("SaveImageDataSetToFolder", "execute", "images folder_name filename_prefix"),
        "SaveImageTextDataSetToFolderNode": (
            "SaveImageTextDataSetToFolder",
            "execute",
            "images texts folder_name filename_prefix",
        ),
        "ResizeImagesByShorterEdgeNode": ("ResizeImagesByShorterEdge", "execute", "images"),
        "ResizeImagesByLongerEdgeNode": ("ResizeImagesByLongerEdge", "execute", "images"),
        "CenterCropImagesNode": ("CenterCropImages", "execute", "images"),
        "RandomCropImagesNode": ("RandomCropImages", "execute", "images"),
        "NormalizeImagesNode": ("NormalizeImages", "execute", "images"),
        "AdjustBrightnessNode": ("AdjustBrightness", "execute", "images"),
        "AdjustContrastNode": ("AdjustContrast", "execute", "images"),
        "ShuffleDatasetNode": ("ShuffleDataset", "execute", "images"),
        "ShuffleImageTextDatasetNode": ("ShuffleImageTextDataset", "execute", "images texts seed"),
        "TextToLowercaseNode": ("TextToLowercase", "execute", "texts"),
        "TextToUppercaseNode": ("TextToUppercase", "execute", "texts"),
        "TruncateTextNode": ("TruncateText", "execute", "texts"),
        "AddTextPrefixNode": ("AddTextPrefix", "execute", "texts"),
        "AddTextSuffixNode": ("AddTextSuffix", "execute", "texts"),
        "ReplaceTextNode": ("ReplaceText", "execute", "texts"),
        "StripWhitespaceNode": ("StripWhitespace", "execute", "texts"),
        "ImageDeduplicationNode": ("ImageDeduplication", "execute", "images"),
        "ImageGridNode": ("ImageGrid", "execute", "images"),
        "MergeImageListsNode": ("MergeImageLists", "execute", "images"),
        "MergeTextListsNode": ("MergeTextLists", "execute", "texts"),
        "ResolutionBucket": ("ResolutionBucket", "execute", "latents conditioning"),
        "MakeTrainingDataset": ("MakeTrainingDataset", "execute", "images vae clip texts"),
        "SaveTrainingDataset": ("SaveTrainingDataset", "execute", "latents conditioning folder_name shard_size"),
        "LoadTrainingDataset": ("LoadTrainingDataset", "execute", "folder_name"),
    },
    "comfy_extras.nodes_differential_diffusion": {
        "DifferentialDiffusion": ("DifferentialDiffusion", "execute", "model strength"),
    },
    "comfy_extras.nodes_easycache": {
        "EasyCacheNode": ("EasyCache", "execute", "model reuse_threshold start_percent end_percent verbose"),
        "LazyCacheNode": ("LazyCache", "execute", "model reuse_threshold start_percent end_percent verbose"),
    },
    "comfy_extras.nodes_edit_model": {
        "ReferenceLatent": ("ReferenceLatent", "execute", "conditioning latent"),
    },
    "comfy_extras.nodes_eps": {
        "EpsilonScaling": ("Epsilon Scaling", "execute", "model scaling_factor"),
        "TemporalScoreRescaling": ("TemporalScoreRescaling", "execute", "model tsr_k tsr_sigma"),
    },
    "comfy_extras.nodes_florence2": {
        "Florence2TaskTokenize": ("Florence2TaskTokenize", "execute", "model prompt images task"),
        "Florence2PostProcess": ("Florence2PostProcess", "execute", "model generated_text task images"),
        "Florence2OutputToMask": ("Florence2OutputToMask", "execute", "florence2_output images"),
    },
    "comfy_extras.nodes_flux": {
        "CLIPTextEncodeFlux": ("CLIPTextEncodeFlux", "execute", "clip clip_l t5xxl guidance"),
        "EmptyFlux2LatentImage": ("EmptyFlux2LatentImage", "execute", "width height batch_size"),
        "FluxGuidance": ("FluxGuidance", "execute", "conditioning guidance"),
        "FluxDisableGuidance": ("FluxDisableGuidance", "execute", "conditioning"),
        "FluxKontextImageScale": ("FluxKontextImageScale", "execute", "image"),
        "FluxKontextMultiReferenceLatentMethod": (
            "FluxKontextMultiReferenceLatentMethod",
            "execute",
            "conditioning reference_latents_method",
        ),
        "Flux2Scheduler": ("Flux2Scheduler", "execute", "steps width height"),
    },
    "comfy_extras.nodes_freelunch": {
        "FreeU": ("FreeU", "execute", "model b1 b2 s1 s2"),
        "FreeU_V2": ("FreeU_V2", "execute", "model b1 b2 s1 s2"),
    },
    "comfy_extras.nodes_fresca": {
        "FreSca": ("FreSca", "execute", "model scale_low scale_high freq_cutoff"),
    },
    "comfy_extras.nodes_generators": {
        "IntRange": ("IntRange", "execute", "start end step"),
        "FloatRange1": ("FloatRange1", "execute", "start end step"),
        "FloatRange2": ("FloatRange2", "execute", "start end fence_posts"),
        "FloatRange3": ("FloatRange3", "execute", "start end spans"),
        "StringSplit": ("StringSplit", "execute", "value delimiter"),
        "IterateList": ("IterateList", "execute", "value"),
    },
    "comfy_extras.nodes_gits": {
        "GITSScheduler": ("GITSScheduler", "execute", "coeff steps denoise"),
    },
    "comfy_extras.nodes_gradient": {
        "ImageGenerateGradient": (
            "ImageGenerateGradient",
            "image_gradient",
            "gradient_stops width height direction tolerance",
        ),
    },
    "comfy_extras.nodes_group_offloading": {
        "GroupOffload": ("GroupOffload", "execute", "model"),
        "LayerwiseCast": ("LayerwiseCast", "execute", "model dtype"),
    },
    "comfy_extras.nodes_hidream": {
        "QuadrupleCLIPLoader": ("QuadrupleCLIPLoader", "execute", "clip_name1 clip_name2 clip_name3 clip_name4"),
        "CLIPTextEncodeHiDream": ("CLIPTextEncodeHiDream", "execute", "clip clip_l clip_g t5xxl llama"),
    },
    "comfy_extras.nodes_hint_image_enhance": {
        "PixelPerfectResolution": (
            "PixelPerfectResolution",
            "execute",
            "original_image image_gen_width image_gen_height resize_mode",
        ),
        "HintImageEnchance": (
            "HintImageEnchance",
            "execute",
            "hint_image image_gen_width image_gen_height resize_mode",
        ),
        "ImageGenResolutionFromLatent": ("ImageGenResolutionFromLatent", "execute", "latent"),
        "ImageGenResolutionFromImage": ("ImageGenResolutionFromImage", "execute", "image"),
    },
    "comfy_extras.nodes_hooks": {
        "PairConditioningSetProperties": (
            "PairConditioningSetProperties",
            "set_properties",
            "positive_NEW negative_NEW strength set_cond_area mask hooks timesteps",
        ),
        "PairConditioningSetPropertiesAndCombine": (
            "PairConditioningSetPropertiesAndCombine",
            "set_properties",
            "positive negative positive_NEW negative_NEW strength set_cond_area mask hooks timesteps",
        ),
        "ConditioningSetProperties": (
            "ConditioningSetProperties",
            "set_properties",
            "cond_NEW strength set_cond_area mask hooks timesteps",
        ),
        "ConditioningSetPropertiesAndCombine": (
            "ConditioningSetPropertiesAndCombine",
            "set_properties",
            "cond cond_NEW strength set_cond_area mask hooks timesteps",
        ),
        "PairConditioningCombine": (
            "PairConditioningCombine",
            "combine",
            "positive_A negative_A positive_B negative_B",
        ),
        "PairConditioningSetDefaultAndCombine": (
            "PairConditioningSetDefaultCombine",
            "set_default_and_combine",
            "positive negative positive_DEFAULT negative_DEFAULT hooks",
        ),
        "ConditioningSetDefaultAndCombine": (
            "ConditioningSetDefaultCombine",
            "set_default_and_combine",
            "cond cond_DEFAULT hooks",
        ),
        "SetClipHooks": ("SetClipHooks", "apply_hooks", "clip schedule_clip apply_to_conds hooks"),
        "ConditioningTimestepsRange": ("ConditioningTimestepsRange", "create_range", "start_percent end_percent"),
        "CreateHookLora": ("CreateHookLora", "create_hook", "lora_name strength_model strength_clip prev_hooks"),
        "CreateHookLoraModelOnly": (
            "CreateHookLoraModelOnly",
            "create_hook_model_only",
            "lora_name strength_model prev_hooks",
        ),
        "CreateHookModelAsLora": (
            "CreateHookModelAsLora",
            "create_hook",
            "ckpt_name strength_model strength_clip prev_hooks",
        ),
        "CreateHookModelAsLoraModelOnly": (
            "CreateHookModelAsLoraModelOnly",
            "create_hook_model_only",
            "ckpt_name strength_model prev_hooks",
        ),
        "SetHookKeyframes": ("SetHookKeyframes", "set_hook_keyframes", "hooks hook_kf"),
        "CreateHookKeyframe": (
            "CreateHookKeyframe",
            "create_hook_keyframe",
            "strength_mult start_percent prev_hook_kf",
        ),
        "CreateHookKeyframesInterpolated": (
            "CreateHookKeyframesInterpolated",
            "create_hook_keyframes",
            "strength_start strength_end interpolation start_percent end_percent keyframes_count print_keyframes prev_hook_kf",  # noqa: E501
        ),
        "CreateHookKeyframesFromFloats": (
            "CreateHookKeyframesFromFloats",
            "create_hook_keyframes",
            "floats_strength start_percent end_percent prev_hook_kf print_keyframes",
        ),
        "CombineHooks": ("CombineHooks2", "combine_hooks", "hooks_A hooks_B"),
        "CombineHooksFour": ("CombineHooks4", "combine_hooks", "hooks_A hooks_B hooks_C hooks_D"),
        "CombineHooksEight": (
            "CombineHooks8",
            "combine_hooks",
            "hooks_A hooks_B hooks_C hooks_D hooks_E hooks_F hooks_G hooks_H",
        ),
    },
    "comfy_extras.nodes_hunyuan": {
        "CLIPTextEncodeHunyuanDiT": ("CLIPTextEncodeHunyuanDiT", "execute", "clip bert mt5xl"),
        "EmptyHunyuanLatentVideo": ("EmptyHunyuanLatentVideo", "execute", "width height length batch_size"),
        "EmptyHunyuanVideo15Latent": ("EmptyHunyuanVideo15Latent", "execute", "width height length batch_size"),
        "HunyuanVideo15ImageToVideo": (
            "HunyuanVideo15ImageToVideo",
            "execute",
            "positive negative vae width height length batch_size start_image clip_vision_output",
        ),
        "HunyuanVideo15SuperResolution": (
            "HunyuanVideo15SuperResolution",
            "execute",
            "positive negative latent noise_augmentation vae start_image clip_vision_output",
        ),
        "LatentUpscaleModelLoader1": ("LatentUpscaleModelLoader1", "execute", "model_name"),
        "HunyuanVideo15LatentUpscaleWithModel": (
            "HunyuanVideo15LatentUpscaleWithModel",
            "execute",
            "model samples upscale_method width height crop",
        ),
        "TextEncodeHunyuanVideo_ImageToVideo": (
            "TextEncodeHunyuanVideo_ImageToVideo",
            "execute",
            "clip clip_vision_output prompt image_interleave",
        ),
        "HunyuanImageToVideo": (
            "HunyuanImageToVideo",
            "execute",
            "positive vae width height length batch_size guidance_type start_image",
        ),
        "EmptyHunyuanImageLatent": ("EmptyHunyuanImageLatent", "execute", "width height batch_size"),
        "HunyuanRefinerLatent": ("HunyuanRefinerLatent", "execute", "positive negative latent noise_augmentation"),
    },
    "comfy_extras.nodes_hunyuan3d": {
        "EmptyLatentHunyuan3Dv2": ("EmptyLatentHunyuan3Dv2", "execute", "resolution batch_size"),
        "Hunyuan3Dv2Conditioning": ("Hunyuan3Dv2Conditioning", "execute", "clip_vision_output"),
        "Hunyuan3Dv2ConditioningMultiView": ("Hunyuan3Dv2ConditioningMultiView", "execute", "front left back right"),
        "VAEDecodeHunyuan3D": ("VAEDecodeHunyuan3D", "execute", "vae samples num_chunks octree_resolution"),
        "VoxelToMeshBasic": ("VoxelToMeshBasic", "execute", "voxel threshold"),
        "VoxelToMesh": ("VoxelToMesh", "execute", "voxel algorithm threshold"),
        "SaveGLB": ("SaveGLB", "execute", "mesh filename_prefix"),
    },
    "comfy_extras.nodes_hypernetwork": {
        "HypernetworkLoader": ("HypernetworkLoader", "execute", "model hypernetwork_name strength"),
    },
    "comfy_extras.nodes_hypertile": {
        "HyperTile": ("HyperTile", "execute", "model tile_size swap_size max_depth scale_depth"),
    },
    "comfy_extras.nodes_ideogram": {
        "IdeogramGenerate": (
            "IdeogramGenerate",
            "generate",
            "prompt resolution model magic_prompt_option api_key negative_prompt num_images seed style_type rendering_speed aspect_ratio style_reference_images",  # noqa: E501
        ),
        "IdeogramEdit": (
            "IdeogramEdit",
            "edit",
            "images masks prompt model api_key magic_prompt_option num_images seed style_type rendering_speed style_reference_images",  # noqa: E501
        ),
        "IdeogramRemix": (
            "IdeogramRemix",
            "remix",
            "images prompt resolution model api_key image_weight magic_prompt_option negative_prompt num_images seed style_type rendering_speed aspect_ratio style_reference_images",  # noqa: E501
        ),
        "IdeogramDescribe": ("IdeogramDescribe", "describe", "images api_key"),
    },
    "comfy_extras.nodes_image_arithmetic": {
        "ImageMin": ("ImageMin", "execute", "image"),
        "ImageMax": ("ImageMax", "execute", "image"),
    },
    "comfy_extras.nodes_image_compare": {
        "ImageCompare": ("ImageCompare", "execute", "image_a image_b compare_view"),
    },
    "comfy_extras.nodes_image_resize": {
        "ImageResize": (
            "ImageResize",
            "resize_image",
            "image resize_mode resolutions interpolation aspect_ratio_tolerance",
        ),
        "ImageResize1": ("ImageResize1", "execute", "image resize_mode width height interpolation"),
        "ImageLevels": ("ImageLevels", "apply_levels", "image black_level mid_level white_level clip"),
        "ImageLuminance": ("ImageLuminance", "compute_luminance", "image"),
        "ImageShape": ("ImageShape", "get_shape", "image"),
    },
    "comfy_extras.nodes_images": {
        "ImageCrop": ("ImageCrop", "execute", "image width height x y"),
        "RepeatImageBatch": ("RepeatImageBatch", "execute", "image amount"),
        "ImageFromBatch": ("ImageFromBatch", "execute", "image batch_index length"),
        "ImageAddNoise": ("ImageAddNoise", "execute", "image seed strength"),
        "SaveAnimatedWEBP": (
            "SaveAnimatedWEBP",
            "execute",
            "images fps filename_prefix lossless quality method num_frames",
        ),
        "SaveAnimatedPNG": ("SaveAnimatedPNG", "execute", "images fps compress_level filename_prefix"),
        "ImageStitch": (
            "ImageStitch",
            "execute",
            "image1 direction match_image_size spacing_width spacing_color image2",
        ),
        "ResizeAndPadImage": (
            "ResizeAndPadImage",
            "execute",
            "image target_width target_height padding_color interpolation",
        ),
        "SaveSVGNode": ("SaveSVGNode", "execute", "svg filename_prefix"),
        "GetImageSize": ("GetImageSize", "execute", "image unique_id"),
        "ImageRotate": ("ImageRotate", "execute", "image rotation"),
        "ImageFlip": ("ImageFlip", "execute", "image flip_method"),
        "ImageScaleToMaxDimension": ("ImageScaleToMaxDimension", "execute", "image upscale_method largest_size"),
    },
    "comfy_extras.nodes_inpainting": {
        "CropAndFitInpaintToDiffusionSize": (
            "CropAndFitInpaintToDiffusionSize",
            "crop_and_fit",
            "image mask resolutions margin",
        ),
        "CompositeCroppedAndFittedInpaintResult": (
            "CompositeCroppedAndFittedInpaintResult",
            "composite_result",
            "source_image source_mask inpainted_image composite_context",
        ),
        "ImageAndMaskResizeNode": (
            "ImageAndMaskResizeNode",
            "resize_image_and_mask",
            "image mask width height resize_method crop mask_blur_radius",
        ),
    },
    "comfy_extras.nodes_ip2p": {
        "InstructPixToPixConditioning": ("InstructPixToPixConditioning", "execute", "positive negative pixels vae"),
    },
    "comfy_extras.nodes_kandinsky5": {
        "Kandinsky5ImageToVideo": (
            "Kandinsky5ImageToVideo",
            "execute",
            "positive negative vae width height length batch_size start_image",
        ),
        "NormalizeVideoLatentStart": (
            "NormalizeVideoLatentStart",
            "execute",
            "latent start_frame_count reference_frame_count",
        ),
        "CLIPTextEncodeKandinsky5": ("CLIPTextEncodeKandinsky5", "execute", "clip clip_l qwen25_7b"),
    },
    "comfy_extras.nodes_language": {
        "TransformerTopKSampler": ("TransformerTopKSampler", "execute", ""),
        "TransformerTopPSampler": ("TransformerTopPSampler", "execute", ""),
        "TransformerTemperatureSampler": ("TransformerTemperatureSampler", "execute", ""),
        "TransformerGreedySampler": ("TransformerGreedySampler", "execute", ""),
        "TransformersGenerationConfig": ("TransformersGenerationConfig", "execute", "model"),
        "TransformerContrastiveSearchSampler": ("TransformerContrastiveSearchSampler", "execute", ""),
        "TransformerBeamSearchSampler": ("TransformerBeamSearchSampler", "execute", ""),
        "TransformerMergeSamplers": ("TransformerMergeSamplers", "execute", ""),
        "TransformersLoader1": ("TransformersLoader1", "execute", "ckpt_name subfolder"),
        "TransformersLoaderQuantized": (
            "TransformersLoaderQuantized",
            "execute",
            "ckpt_name subfolder load_in_4bit load_in_8bit",
        ),
        "TransformersTokenize": ("TransformersTokenize", "execute", "model prompt"),
        "TransformersM2M100LanguageCodes": ("TransformersM2M100LanguageCodes", "execute", "lang_id"),
        "TransformersFlores200LanguageCodes": ("TransformersFlores200LanguageCodes", "execute", "lang_id"),
        "TransformersTranslationTokenize": (
            "TransformersTranslationTokenize",
            "execute",
            "model prompt src_lang tgt_lang",
        ),
        "OneShotInstructTokenize": (
            "OneShotInstructTokenize",
            "execute",
            "model prompt images videos chat_template system_prompt",
        ),
        "TransformersGenerate": ("TransformersGenerate", "execute", "model tokens max_new_tokens seed sampler"),
        "PreviewString": ("PreviewString", "execute", "value"),
        "SaveString": ("SaveString", "execute", "value filename_prefix extension"),
        "OmitThink": ("OmitThink", "execute", "value"),
    },
    "comfy_extras.nodes_latent": {
        "LatentAdd": ("LatentAdd", "execute", "samples1 samples2"),
        "LatentSubtract": ("LatentSubtract", "execute", "samples1 samples2"),
        "LatentMultiply": ("LatentMultiply", "execute", "samples multiplier"),
        "LatentInterpolate": ("LatentInterpolate", "execute", "samples1 samples2 ratio"),
        "LatentConcat": ("LatentConcat", "execute", "samples1 samples2 dim"),
        "LatentCut": ("LatentCut", "execute", "samples dim index amount"),
        "LatentCutToBatch": ("LatentCutToBatch", "execute", "samples dim slice_size"),
        "LatentBatch": ("LatentBatch", "execute", "samples1 samples2"),
        "LatentBatchSeedBehavior": ("LatentBatchSeedBehavior", "execute", "samples seed_behavior"),
        "LatentAddNoiseChannels": ("LatentAddNoiseChannels", "execute", "samples std_dev seed slice_i slice_j"),
        "LatentApplyOperation": ("LatentApplyOperation", "execute", "samples operation"),
        "LatentApplyOperationCFG": ("LatentApplyOperationCFG", "execute", "model operation"),
        "LatentOperationTonemapReinhard": ("LatentOperationTonemapReinhard", "execute", "multiplier"),
        "LatentOperationSharpen": ("LatentOperationSharpen", "execute", "sharpen_radius sigma alpha"),
        "ReplaceVideoLatentFrames": ("ReplaceVideoLatentFrames", "execute", "destination index source"),
    },
    "comfy_extras.nodes_latent_upscaler": {
        "LatentUpscaleModelLoader": ("LatentUpscaleModelLoader", "load_model", "model_name"),
    },
    "comfy_extras.nodes_load_3d": {
        "Load3D": ("Load3D", "execute", "model_file image"),
        "Preview3D": ("Preview3D", "execute", "model_file"),
    },
    "comfy_extras.nodes_logic": {
        "SwitchNode": ("ComfySwitchNode", "execute", "switch on_true on_false"),
        "CustomComboNode": ("CustomCombo", "execute", "choice index"),
    },
    "comfy_extras.nodes_logic_hs": {
        "IsNone": ("IsNone", "execute", "value"),
        "LazySwitch": ("LazySwitch", "execute", "switch on_false on_true"),
        "UnaryOperation": ("UnaryOperation", "execute", "value op"),
        "BooleanUnaryOperation": ("BooleanUnaryOperation", "execute", "value op"),
        "BinaryOperation": ("BinaryOperation", "execute", "lhs op rhs"),
        "BooleanBinaryOperation": ("BooleanBinaryOperation", "execute", "lhs op rhs"),
    },
    "comfy_extras.nodes_lora_extract": {
        "LoraSave": ("LoraSave", "execute", "filename_prefix rank lora_type bias_diff model_diff text_encoder_diff"),
    },
    "comfy_extras.nodes_lotus": {
        "LotusConditioning": ("LotusConditioning", "execute", ""),
    },
    "comfy_extras.nodes_lt": {
        "EmptyLTXVLatentVideo": ("EmptyLTXVLatentVideo", "execute", "width height length batch_size"),
        "LTXVImgToVideo": (
            "LTXVImgToVideo",
            "execute",
            "positive negative image vae width height length batch_size strength",
        ),
        "LTXVImgToVideoInplace": ("LTXVImgToVideoInplace", "execute", "vae image latent strength bypass"),
        "LTXVAddGuide": ("LTXVAddGuide", "execute", "positive negative vae latent image frame_idx strength"),
        "LTXVCropGuides": ("LTXVCropGuides", "execute", "positive negative latent"),
        "LTXVConditioning": ("LTXVConditioning", "execute", "positive negative frame_rate"),
        "ModelSamplingLTXV": ("ModelSamplingLTXV", "execute", "model max_shift base_shift latent"),
        "LTXVScheduler": ("LTXVScheduler", "execute", "steps max_shift base_shift stretch terminal latent"),
        "LTXVPreprocess": ("LTXVPreprocess", "execute", "image img_compression"),
        "LTXVConcatAVLatent": ("LTXVConcatAVLatent", "execute", "video_latent audio_latent"),
        "LTXVSeparateAVLatent": ("LTXVSeparateAVLatent", "execute", "av_latent"),
    },
    "comfy_extras.nodes_lt_audio": {
        "LTXVAudioVAELoader1": ("LTXVAudioVAELoader1", "execute", "ckpt_name"),
        "LTXVAudioVAEEncode": ("LTXVAudioVAEEncode", "execute", "audio audio_vae"),
        "LTXVAudioVAEDecode": ("LTXVAudioVAEDecode", "execute", "samples audio_vae"),
        "LTXVEmptyLatentAudio": ("LTXVEmptyLatentAudio", "execute", "frames_number frame_rate batch_size audio_vae"),
        "LTXAVTextEncoderLoader": ("LTXAVTextEncoderLoader", "execute", "text_encoder ckpt_name device"),
    },
    "comfy_extras.nodes_lt_upsampler": {
        "LTXVLatentUpsampler": ("LTXVLatentUpsampler", "upsample_latent", "samples upscale_model vae"),
    },
    "comfy_extras.nodes_lumina2": {
        "RenormCFG": ("RenormCFG", "execute", "model cfg_trunc renorm_cfg"),
        "CLIPTextEncodeLumina2": ("CLIPTextEncodeLumina2", "execute", "clip user_prompt system_prompt"),
    },
    "comfy_extras.nodes_mahiro": {
        "Mahiro": ("Mahiro", "execute", "model"),
    },
    "comfy_extras.nodes_mask": {
        "LatentCompositeMasked": ("LatentCompositeMasked", "execute", "destination source x y resize_source mask"),
        "ImageCompositeMasked": ("ImageCompositeMasked", "execute", "destination source x y resize_source mask"),
        "MaskToImage": ("MaskToImage", "execute", "mask"),
        "ImageToMask": ("ImageToMask", "execute", "image channel"),
        "ImageColorToMask": ("ImageColorToMask", "execute", "image color"),
        "SolidMask": ("SolidMask", "execute", "value width height"),
        "InvertMask": ("InvertMask", "execute", "mask"),
        "CropMask": ("CropMask", "execute", "mask x y width height"),
        "MaskComposite": ("MaskComposite", "execute", "destination source x y operation"),
        "FeatherMask": ("FeatherMask", "execute", "mask left top right bottom"),
        "GrowMask": ("GrowMask", "execute", "mask expand tapered_corners"),
        "ThresholdMask": ("ThresholdMask", "execute", "mask value"),
        "MaskPreview": ("MaskPreview", "execute", "mask filename_prefix"),
    },
    "comfy_extras.nodes_mochi": {
        "EmptyMochiLatentVideo": ("EmptyMochiLatentVideo", "execute", "width height length batch_size"),
    },
    "comfy_extras.nodes_model_advanced": {
        "ModelSamplingDiscrete": ("ModelSamplingDiscrete", "patch", "model sampling zsnr"),
        "ModelSamplingStableCascade": ("ModelSamplingStableCascade", "patch", "model shift"),
        "ModelSamplingSD3": ("ModelSamplingSD3", "patch", "model shift multiplier"),
        "ModelSamplingAuraFlow": ("ModelSamplingAuraFlow", "patch_aura", "model shift"),
        "ModelSamplingFlux": ("ModelSamplingFlux", "patch", "model max_shift base_shift width height"),
        "ModelSamplingContinuousEDM": ("ModelSamplingContinuousEDM", "patch", "model sampling sigma_max sigma_min"),
        "ModelSamplingContinuousV": ("ModelSamplingContinuousV", "patch", "model sampling sigma_max sigma_min"),
        "RescaleCFG": ("RescaleCFG", "patch", "model multiplier"),
        "ModelComputeDtype": ("ModelComputeDtype", "patch", "model dtype"),
    },
    "comfy_extras.nodes_model_downscale": {
        "PatchModelAddDownscale": (
            "PatchModelAddDownscale",
            "execute",
            "model block_number downscale_factor start_percent end_percent downscale_after_skip downscale_method upscale_method",  # noqa: E501
        ),
    },
    "comfy_extras.nodes_model_merging": {
        "ModelMergeSimple": ("ModelMergeSimple", "merge", "model1 model2 ratio"),
        "ModelSubtract": ("ModelMergeSubtract", "merge", "model1 model2 multiplier"),
        "ModelAdd": ("ModelMergeAdd", "merge", "model1 model2"),
        "CLIPMergeSimple": ("CLIPMergeSimple", "merge", "clip1 clip2 ratio"),
        "CLIPSubtract": ("CLIPMergeSubtract", "merge", "clip1 clip2 multiplier"),
        "CLIPAdd": ("CLIPMergeAdd", "merge", "clip1 clip2"),
        "ModelMergeBlocks": ("ModelMergeBlocks", "merge", "model1 model2"),
        "CheckpointSave": ("CheckpointSave", "save", "model clip vae filename_prefix prompt extra_pnginfo"),
        "CLIPSave": ("CLIPSave", "save", "clip filename_prefix prompt extra_pnginfo"),
        "VAESave": ("VAESave", "save", "vae filename_prefix prompt extra_pnginfo"),
        "ModelSave": ("ModelSave", "save", "model filename_prefix prompt extra_pnginfo"),
    },
    "comfy_extras.nodes_model_merging_model_specific": {
        "ModelMergeSD1": ("ModelMergeSD1", "execute", ""),
        "ModelMergeSDXL": ("ModelMergeSDXL", "execute", ""),
        "ModelMergeSD3_2B": ("ModelMergeSD3_2B", "execute", ""),
        "ModelMergeAuraflow": ("ModelMergeAuraflow", "execute", ""),
        "ModelMergeFlux1": ("ModelMergeFlux1", "execute", ""),
        "ModelMergeSD35_Large": ("ModelMergeSD35_Large", "execute", ""),
        "ModelMergeMochiPreview": ("ModelMergeMochiPreview", "execute", ""),
        "ModelMergeLTXV": ("ModelMergeLTXV", "execute", ""),
        "ModelMergeCosmos7B": ("ModelMergeCosmos7B", "execute", ""),
        "ModelMergeCosmos14B": ("ModelMergeCosmos14B", "execute", ""),
        "ModelMergeWAN2_1": ("ModelMergeWAN2_1", "execute", ""),
        "ModelMergeCosmosPredict2_2B": ("ModelMergeCosmosPredict2_2B", "execute", ""),
        "ModelMergeCosmosPredict2_14B": ("ModelMergeCosmosPredict2_14B", "execute", ""),
        "ModelMergeQwenImage": ("ModelMergeQwenImage", "execute", ""),
    },
    "comfy_extras.nodes_model_patch": {
        "ModelPatchLoader": ("ModelPatchLoader", "load_model_patch", "name"),
        "QwenImageDiffsynthControlnet": (
            "QwenImageDiffsynthControlnet",
            "diffsynth_controlnet",
            "model model_patch vae image strength inpaint_image mask",
        ),
        "ZImageFunControlnet": (
            "ZImageFunControlnet",
            "diffsynth_controlnet",
            "model model_patch vae image strength inpaint_image mask",
        ),
        "USOStyleReference": ("USOStyleReference", "apply_patch", "model model_patch clip_vision_output"),
    },
    "comfy_extras.nodes_morphology": {
        "Morphology": ("Morphology", "execute", "image operation kernel_size"),
        "ImageRGBToYUV": ("ImageRGBToYUV", "execute", "image"),
        "ImageYUVToRGB": ("ImageYUVToRGB", "execute", "Y U V"),
    },
    "comfy_extras.nodes_nop": {
        "wanBlockSwap": ("wanBlockSwap", "execute", "model"),
    },
    "comfy_extras.nodes_open_api": {
        "IntRequestParameter": ("IntRequestParameter", "execute", "value"),
        "FloatRequestParameter": ("FloatRequestParameter", "execute", "value"),
        "StringRequestParameter": ("StringRequestParameter", "execute", "value"),
        "BooleanRequestParameter": ("BooleanRequestParameter", "execute", "value"),
        "StringEnumRequestParameter": ("StringEnumRequestParameter", "execute", "value"),
        "HashImage": ("HashImage", "execute", "images"),
        "StringPosixPathJoin": ("StringPosixPathJoin", "execute", ""),
        "LegacyOutputURIs": ("LegacyOutputURIs", "execute", "images prefix suffix"),
        "DevNullUris": ("DevNullUris", "execute", "images"),
        "StringJoin": ("StringJoin", "execute", "separator"),
        "StringJoin1": ("StringJoin1", "execute", "separator"),
        "StringToUri": ("StringToUri", "execute", "value batch"),
        "UriFormat": (
            "UriFormat",
            "execute",
            "uri_template metadata_uri_extension images image_hashes output_dir_format_name image_hash_format_name batch_index_format_name uuid_format_name",  # noqa: E501
        ),
        "ImageExifMerge": ("ImageExifMerge", "execute", ""),
        "ImageExifCreationDateAndBatchNumber": ("ImageExifCreationDateAndBatchNumber", "execute", "images"),
        "ImageExif": ("ImageExif", "execute", "images"),
        "ImageExifUncommon": ("ImageExifUncommon", "execute", "images"),
        "SaveImagesResponse": (
            "SaveImagesResponse",
            "execute",
            "name images uris exif metadata_uris local_uris bits pil_save_format prompt extra_pnginfo",
        ),
        "ImageRequestParameter": ("ImageRequestParameter", "execute", "value default_if_empty alpha_is_transparency"),
        "LoadImageFromURL": ("LoadImageFromURL", "execute", "value default_if_empty alpha_is_transparency"),
        "VideoRequestParameter": (
            "VideoRequestParameter",
            "execute",
            "value default_if_empty frame_load_cap skip_first_frames select_every_nth",
        ),
        "LoadVideoFromURL": (
            "LoadVideoFromURL",
            "execute",
            "value default_if_empty frame_load_cap skip_first_frames select_every_nth",
        ),
    },
    "comfy_extras.nodes_optimalsteps": {
        "OptimalStepsScheduler": ("OptimalStepsScheduler", "execute", "model_type steps denoise"),
    },
    "comfy_extras.nodes_pag": {
        "PerturbedAttentionGuidance": ("PerturbedAttentionGuidance", "execute", "model scale"),
    },
    "comfy_extras.nodes_perpneg": {
        "PerpNeg": ("PerpNeg", "execute", "model empty_conditioning neg_scale"),
        "PerpNegGuider": ("PerpNegGuider", "execute", "model positive negative empty_conditioning cfg neg_scale"),
    },
    "comfy_extras.nodes_photomaker": {
        "PhotoMakerLoader": ("PhotoMakerLoader", "execute", "photomaker_model_name"),
        "PhotoMakerEncode": ("PhotoMakerEncode", "execute", "photomaker image clip text"),
    },
    "comfy_extras.nodes_pixart": {
        "CLIPTextEncodePixArtAlpha": ("CLIPTextEncodePixArtAlpha", "execute", "clip width height text"),
    },
    "comfy_extras.nodes_post_processing": {
        "Blend": ("ImageBlend", "execute", "image1 image2 blend_factor blend_mode"),
        "Blur": ("ImageBlur", "execute", "image blur_radius sigma"),
        "Quantize": ("ImageQuantize", "execute", "image colors dither"),
        "Sharpen": ("ImageSharpen", "execute", "image sharpen_radius sigma alpha"),
        "ImageScaleToTotalPixels": (
            "ImageScaleToTotalPixels",
            "execute",
            "image upscale_method megapixels resolution_steps",
        ),
        "ResizeImageMaskNode": ("ResizeImageMaskNode", "execute", "input scale_method resize_type"),
        "BatchImagesNode": ("BatchImagesNode", "execute", "images"),
        "BatchMasksNode": ("BatchMasksNode", "execute", "masks"),
        "BatchLatentsNode": ("BatchLatentsNode", "execute", "latents"),
    },
    "comfy_extras.nodes_preview_any": {
        "PreviewAny": ("PreviewAny", "main", "source"),
    },
    "comfy_extras.nodes_primitive": {
        "String": ("PrimitiveString", "execute", "value"),
        "StringMultiline": ("PrimitiveStringMultiline", "execute", "value"),
        "Int": ("PrimitiveInt", "execute", "value"),
        "Float": ("PrimitiveFloat", "execute", "value"),
        "Boolean": ("PrimitiveBoolean", "execute", "value"),
    },
    "comfy_extras.nodes_qwen": {
        "TextEncodeQwenImageEdit": ("TextEncodeQwenImageEdit", "execute", "clip prompt vae image"),
        "TextEncodeQwenImageEditPlus": (
            "TextEncodeQwenImageEditPlus",
            "execute",
            "clip prompt vae image1 image2 image3",
        ),
        "EmptyQwenImageLayeredLatentImage": (
            "EmptyQwenImageLayeredLatentImage",
            "execute",
            "width height layers batch_size",
        ),
    },
    "comfy_extras.nodes_rebatch": {
        "LatentRebatch": ("RebatchLatents", "execute", "latents batch_size"),
        "ImageRebatch": ("RebatchImages", "execute", "images batch_size"),
    },
    "comfy_extras.nodes_reference_only": {
        "ReferenceOnlySimple": ("ReferenceOnlySimple", "reference_only", "model reference batch_size"),
    },
    "comfy_extras.nodes_regexp": {
        "RegexFlags": ("RegexFlags", "execute", ""),
        "Regex": ("Regex", "execute", "pattern string flags"),
        "RegexMatchGroupByIndex": ("RegexMatchGroupByIndex", "execute", "match index"),
        "RegexMatchGroupByName": ("RegexMatchGroupByName", "execute", "match name"),
        "RegexMatchExpand": ("RegexMatchExpand", "execute", "match template"),
    },
    "comfy_extras.nodes_rope": {
        "ScaleROPE": ("ScaleROPE", "execute", "model scale_x shift_x scale_y shift_y scale_t shift_t"),
    },
    "comfy_extras.nodes_sag": {
        "SelfAttentionGuidance": ("SelfAttentionGuidance", "execute", "model scale blur_sigma"),
    },
    "comfy_extras.nodes_sd3": {
        "TripleCLIPLoader": ("TripleCLIPLoader", "execute", "clip_name1 clip_name2 clip_name3"),
        "EmptySD3LatentImage": ("EmptySD3LatentImage", "execute", "width height batch_size"),
        "CLIPTextEncodeSD3": ("CLIPTextEncodeSD3", "execute", "clip clip_l clip_g t5xxl empty_padding"),
        "ControlNetApplySD3": (
            "ControlNetApplySD3",
            "execute",
            "positive negative control_net image strength start_percent end_percent vae",
        ),
        "SkipLayerGuidanceSD3": ("SkipLayerGuidanceSD3", "execute", "model layers scale start_percent end_percent"),
    },
    "comfy_extras.nodes_sdupscale": {
        "SD_4XUpscale_Conditioning": (
            "SD_4XUpscale_Conditioning",
            "execute",
            "images positive negative scale_ratio noise_augmentation",
        ),
    },
    "comfy_extras.nodes_skeletonize": {
        "SkeletonizeThin": ("SkeletonizeThin", "process_image", "image binary_threshold approach"),
    },
    "comfy_extras.nodes_slg": {
        "SkipLayerGuidanceDiT": (
            "SkipLayerGuidanceDiT",
            "execute",
            "model scale start_percent end_percent double_layers single_layers rescaling_scale",
        ),
        "SkipLayerGuidanceDiTSimple": (
            "SkipLayerGuidanceDiTSimple",
            "execute",
            "model start_percent end_percent double_layers single_layers",
        ),
    },
    "comfy_extras.nodes_stable3d": {
        "StableZero123_Conditioning": (
            "StableZero123_Conditioning",
            "execute",
            "clip_vision init_image vae width height batch_size elevation azimuth",
        ),
        "StableZero123_Conditioning_Batched": (
            "StableZero123_Conditioning_Batched",
            "execute",
            "clip_vision init_image vae width height batch_size elevation azimuth elevation_batch_increment azimuth_batch_increment",  # noqa: E501
        ),
        "SV3D_Conditioning": (
            "SV3D_Conditioning",
            "execute",
            "clip_vision init_image vae width height video_frames elevation",
        ),
    },
    "comfy_extras.nodes_stable_cascade": {
        "StableCascade_EmptyLatentImage": (
            "StableCascade_EmptyLatentImage",
            "execute",
            "width height compression batch_size",
        ),
        "StableCascade_StageC_VAEEncode": ("StableCascade_StageC_VAEEncode", "execute", "image vae compression"),
        "StableCascade_StageB_Conditioning": ("StableCascade_StageB_Conditioning", "execute", "conditioning stage_c"),
        "StableCascade_SuperResolutionControlnet": (
            "StableCascade_SuperResolutionControlnet",
            "execute",
            "image vae",
        ),
    },
    "comfy_extras.nodes_string": {
        "StringConcatenate": ("StringConcatenate", "execute", "string_a string_b delimiter"),
        "StringSubstring": ("StringSubstring", "execute", "string start end"),
        "StringLength": ("StringLength", "execute", "string"),
        "CaseConverter": ("CaseConverter", "execute", "string mode"),
        "StringTrim": ("StringTrim", "execute", "string mode"),
        "StringReplace": ("StringReplace", "execute", "string find replace"),
        "StringContains": ("StringContains", "execute", "string substring case_sensitive"),
        "StringCompare": ("StringCompare", "execute", "string_a string_b mode case_sensitive"),
        "RegexMatch": ("RegexMatch", "execute", "string regex_pattern case_insensitive multiline dotall"),
        "RegexExtract": (
            "RegexExtract",
            "execute",
            "string regex_pattern mode case_insensitive multiline dotall group_index",
        ),
        "RegexReplace": (
            "RegexReplace",
            "execute",
            "string regex_pattern replace case_insensitive multiline dotall count",
        ),
    },
    "comfy_extras.nodes_strings": {
        "StringFormat": ("StringFormat", "execute", "format"),
        "ToString": ("ToString", "execute", "value"),
    },
    "comfy_extras.nodes_tcfg": {
        "TCFG": ("TCFG", "execute", "model"),
    },
    "comfy_extras.nodes_textdiffusers": {
        "TextDiffuserAddTokens": ("TextDiffuserAddTokens", "execute", "clip"),
        "TextDiffuserPrepareInstructPrompt": ("TextDiffuserPrepareInstructPrompt", "execute", "text text_to_render"),
        "TextDiffuserDecodeLayoutString2ClipString": (
            "TextDiffuserDecodeLayoutString2ClipString",
            "execute",
            "layout_model clip prompt instruct_response",
        ),
    },
    "comfy_extras.nodes_tomesd": {
        "TomePatchModel": ("TomePatchModel", "execute", "model ratio"),
    },
    "comfy_extras.nodes_torch_compile": {
        "TorchCompileModel": (
            "TorchCompileModel",
            "patch",
            "model object_patch fullgraph dynamic backend mode torch_tensorrt_optimization_level",
        ),
        "QuantizeModel": ("QuantizeModel", "execute", "model strategy"),
    },
    "comfy_extras.nodes_train": {
        "TrainLoraNode": (
            "TrainLoraNode",
            "execute",
            "model latents positive batch_size steps grad_accumulation_steps learning_rate rank optimizer loss_function seed training_dtype lora_dtype algorithm gradient_checkpointing existing_lora bucket_mode bypass_mode",  # noqa: E501
        ),
        "LoraModelLoader": ("LoraModelLoader", "execute", "model lora strength_model"),
        "SaveLoRA": ("SaveLoRA", "execute", "lora prefix steps"),
        "LossGraphNode": ("LossGraphNode", "execute", "loss filename_prefix prompt extra_pnginfo"),
    },
    "comfy_extras.nodes_upscale_model": {
        "UpscaleModelLoader": ("UpscaleModelLoader", "load_model", "model_name"),
        "ImageUpscaleWithModel": ("ImageUpscaleWithModel", "upscale", "upscale_model image"),
    },
    "comfy_extras.nodes_video": {
        "SaveWEBM": ("SaveWEBM", "execute", "images codec fps filename_prefix crf"),
        "SaveVideo": ("SaveVideo", "execute", "video filename_prefix format codec"),
        "CreateVideo": ("CreateVideo", "execute", "images fps audio"),
        "GetVideoComponents": ("GetVideoComponents", "execute", "video"),
        "LoadVideo": ("LoadVideo", "execute", "file"),
    },
    "comfy_extras.nodes_video_model": {
        "ImageOnlyCheckpointLoader": (
            "ImageOnlyCheckpointLoader",
            "load_checkpoint",
            "ckpt_name output_vae output_clip",
        ),
        "SVD_img2vid_Conditioning": (
            "SVD_img2vid_Conditioning",
            "encode",
            "clip_vision init_image vae width height video_frames motion_bucket_id fps augmentation_level",
        ),
        "VideoLinearCFGGuidance": ("VideoLinearCFGGuidance", "patch", "model min_cfg"),
        "VideoTriangleCFGGuidance": ("VideoTriangleCFGGuidance", "patch", "model min_cfg"),
        "ImageOnlyCheckpointSave": ("ImageOnlyCheckpointSave", "execute", ""),
        "ConditioningSetAreaPercentageVideo": (
            "ConditioningSetAreaPercentageVideo",
            "append",
            "conditioning width height temporal x y z strength",
        ),
    },
    "comfy_extras.nodes_wan": {
        "WanImageToVideo": (
            "WanImageToVideo",
            "execute",
            "positive negative vae width height length batch_size start_image clip_vision_output",
        ),
        "WanFunControlToVideo": (
            "WanFunControlToVideo",
            "execute",
            "positive negative vae width height length batch_size start_image clip_vision_output control_video",
        ),
        "Wan22FunControlToVideo": (
            "Wan22FunControlToVideo",
            "execute",
            "positive negative vae width height length batch_size ref_image start_image control_video",
        ),
        "WanFirstLastFrameToVideo": (
            "WanFirstLastFrameToVideo",
            "execute",
            "positive negative vae width height length batch_size start_image end_image clip_vision_start_image clip_vision_end_image",  # noqa: E501
        ),
        "WanFunInpaintToVideo": (
            "WanFunInpaintToVideo",
            "execute",
            "positive negative vae width height length batch_size start_image end_image clip_vision_output",
        ),
        "WanVaceToVideo": (
            "WanVaceToVideo",
            "execute",
            "positive negative vae width height length batch_size strength control_video control_masks reference_image",  # noqa: E501
        ),
        "TrimVideoLatent": ("TrimVideoLatent", "execute", "samples trim_amount"),
        "WanCameraImageToVideo": (
            "WanCameraImageToVideo",
            "execute",
            "positive negative vae width height length batch_size start_image clip_vision_output camera_conditions",
        ),
        "WanPhantomSubjectToVideo": (
            "WanPhantomSubjectToVideo",
            "execute",
            "positive negative vae width height length batch_size images",
        ),
        "WanTrackToVideo": (
            "WanTrackToVideo",
            "execute",
            "positive negative vae tracks width height length batch_size temperature topk start_image clip_vision_output",  # noqa: E501
        ),
        "WanSoundImageToVideo": (
            "WanSoundImageToVideo",
            "execute",
            "positive negative vae width height length batch_size ref_image audio_encoder_output control_video ref_motion",  # noqa: E501
        ),
        "WanSoundImageToVideoExtend": (
            "WanSoundImageToVideoExtend",
            "execute",
            "positive negative vae length video_latent ref_image audio_encoder_output control_video",
        ),
        "WanHuMoImageToVideo": (
            "WanHuMoImageToVideo",
            "execute",
            "positive negative vae width height length batch_size ref_image audio_encoder_output",
        ),
        "WanAnimateToVideo": (
            "WanAnimateToVideo",
            "execute",
            "positive negative vae width height length batch_size continue_motion_max_frames video_frame_offset reference_image clip_vision_output face_video pose_video continue_motion background_video character_mask",  # noqa: E501
        ),
        "Wan22ImageToVideoLatent": (
            "Wan22ImageToVideoLatent",
            "execute",
            "vae width height length batch_size start_image",
        ),
        "WanInfiniteTalkToVideo": (
            "WanInfiniteTalkToVideo",
            "execute",
            "mode model model_patch positive negative vae width height length audio_encoder_output_1 motion_frame_count start_image previous_frames audio_scale clip_vision_output audio_encoder_output_2 mask_1 mask_2",  # noqa: E501
        ),
    },
    "comfy_extras.nodes_wan_prompt_expander": {
        "QwenVL2_5TransformersLoader": ("QwenVL2_5TransformersLoader", "execute", ""),
        "WanText2VideoTokenize": (
            "WanText2VideoTokenize",
            "execute",
            "model prompt images chat_template system_prompt",
        ),
        "WanImage2VideoTokenize": (
            "WanImage2VideoTokenize",
            "execute",
            "model prompt images chat_template system_prompt",
        ),
    },
    "comfy_extras.nodes_wanmove": {
        "WanMoveVisualizeTracks": (
            "WanMoveVisualizeTracks",
            "execute",
            "images line_resolution circle_size opacity line_width tracks",
        ),
        "WanMoveTracksFromCoords": ("WanMoveTracksFromCoords", "execute", "track_coords track_mask"),
        "GenerateTracks": (
            "GenerateTracks",
            "execute",
            "width height start_x start_y mid_x mid_y end_x end_y num_frames num_tracks track_spread bezier interpolation track_mask",  # noqa: E501
        ),
        "WanMoveConcatTrack": ("WanMoveConcatTrack", "execute", "tracks_1 tracks_2"),
        "WanMoveTrackToVideo": (
            "WanMoveTrackToVideo",
            "execute",
            "positive negative vae width height length batch_size strength tracks start_image clip_vision_output",
        ),
    },
    "comfy_extras.nodes_webcam": {
        "WebcamCapture": ("WebcamCapture", "load_capture", "image"),
    },
    "comfy_extras.nodes_zimage": {
        "TextEncodeZImageOmni": (
            "TextEncodeZImageOmni",
            "execute",
            "clip prompt image_encoder auto_resize_images vae image1 image2 image3",
        ),
    },
    "nodes": {
        "CLIPTextEncode": ("CLIPTextEncode", "encode", "clip text"),
        "ConditioningCombine": ("ConditioningCombine", "combine", "conditioning_1 conditioning_2"),
        "ConditioningAverage": (
            "ConditioningAverage",
            "addWeighted",
            "conditioning_to conditioning_from conditioning_to_strength",
        ),
        "ConditioningConcat": ("ConditioningConcat", "concat", "conditioning_to conditioning_from"),
        "ConditioningSetArea": ("ConditioningSetArea", "append", "conditioning width height x y strength"),
        "ConditioningSetAreaPercentage": (
            "ConditioningSetAreaPercentage",
            "append",
            "conditioning width height x y strength",
        ),
        "ConditioningSetAreaStrength": ("ConditioningSetAreaStrength", "append", "conditioning strength"),
        "ConditioningSetMask": ("ConditioningSetMask", "append", "conditioning mask set_cond_area strength"),
        "ConditioningZeroOut": ("ConditioningZeroOut", "zero_out", "conditioning"),
        "ConditioningSetTimestepRange": ("ConditioningSetTimestepRange", "set_range", "conditioning start end"),
        "VAEDecode": ("VAEDecode", "decode", "vae samples"),
        "VAEDecodeTiled": (
            "VAEDecodeTiled",
            "decode",
            "vae samples tile_size overlap temporal_size temporal_overlap",
        ),
        "VAEEncode": ("VAEEncode", "encode", "vae pixels"),
        "VAEEncodeTiled": ("VAEEncodeTiled", "encode", "vae pixels tile_size overlap temporal_size temporal_overlap"),
        "VAEEncodeForInpaint": ("VAEEncodeForInpaint", "encode", "vae pixels mask grow_mask_by"),
        "InpaintModelConditioning": (
            "InpaintModelConditioning",
            "encode",
            "positive negative pixels vae mask noise_mask",
        ),
        "SaveLatent": ("SaveLatent", "save", "samples filename_prefix prompt extra_pnginfo"),
        "LoadLatent": ("LoadLatent", "load", "latent"),
        "CheckpointLoader": ("CheckpointLoader", "load_checkpoint", "config_name ckpt_name"),
        "CheckpointLoaderSimple": ("CheckpointLoaderSimple", "load_checkpoint", "ckpt_name"),
        "unCLIPCheckpointLoader": ("unCLIPCheckpointLoader", "load_checkpoint", "ckpt_name output_vae output_clip"),
        "CLIPSetLastLayer": ("CLIPSetLastLayer", "set_last_layer", "clip stop_at_clip_layer"),
        "LoraLoader": ("LoraLoader", "load_lora", "model clip lora_name strength_model strength_clip"),
        "LoraLoaderModelOnly": ("LoraLoaderModelOnly", "load_lora_model_only", "model lora_name strength_model"),
        "VAELoader": ("VAELoader", "load_vae", "vae_name"),
        "ControlNetLoader": ("ControlNetLoader", "load_controlnet", "control_net_name"),
        "ControlNetLoaderWeights": ("ControlNetLoaderWeights", "load_controlnet", "control_net_name weight_dtype"),
        "DiffControlNetLoader": ("DiffControlNetLoader", "load_controlnet", "model control_net_name"),
        "ControlNetApply": ("ControlNetApply", "apply_controlnet", "conditioning control_net image strength"),
        "ControlNetApplyAdvanced": (
            "ControlNetApplyAdvanced",
            "apply_controlnet",
            "positive negative control_net image strength start_percent end_percent vae extra_concat",
        ),
        "UNETLoader": ("UNETLoader", "load_unet", "unet_name weight_dtype"),
        "CLIPLoader": ("CLIPLoader", "load_clip", "clip_name type device"),
        "DualCLIPLoader": ("DualCLIPLoader", "load_clip", "clip_name1 clip_name2 type device"),
        "CLIPVisionLoader": ("CLIPVisionLoader", "load_clip", "clip_name"),
        "CLIPVisionEncode": ("CLIPVisionEncode", "encode", "clip_vision image crop"),
        "StyleModelLoader": ("StyleModelLoader", "load_style_model", "style_model_name"),
        "StyleModelApply": (
            "StyleModelApply",
            "apply_stylemodel",
            "conditioning style_model clip_vision_output strength strength_type",
        ),
        "unCLIPConditioning": (
            "unCLIPConditioning",
            "apply_adm",
            "conditioning clip_vision_output strength noise_augmentation",
        ),
        "GLIGENLoader": ("GLIGENLoader", "load_gligen", "gligen_name"),
        "GLIGENTextBoxApply": (
            "GLIGENTextBoxApply",
            "append",
            "conditioning_to clip gligen_textbox_model text width height x y",
        ),
        "EmptyLatentImage": ("EmptyLatentImage", "generate", "width height batch_size"),
        "LatentFromBatch": ("LatentFromBatch", "frombatch", "samples batch_index length"),
        "RepeatLatentBatch": ("RepeatLatentBatch", "repeat", "samples amount"),
        "LatentUpscale": ("LatentUpscale", "upscale", "samples upscale_method width height crop"),
        "LatentUpscaleBy": ("LatentUpscaleBy", "upscale", "samples upscale_method scale_by"),
        "LatentRotate": ("LatentRotate", "rotate", "samples rotation"),
        "LatentFlip": ("LatentFlip", "flip", "samples flip_method"),
        "LatentComposite": ("LatentComposite", "composite", "samples_to samples_from x y composite_method feather"),
        "LatentBlend": ("LatentBlend", "blend", "samples1 samples2 blend_factor blend_mode"),
        "LatentCrop": ("LatentCrop", "crop", "samples width height x y"),
        "SetLatentNoiseMask": ("SetLatentNoiseMask", "set_mask", "samples mask"),
        "KSampler": (
            "KSampler",
            "sample",
            "model seed steps cfg sampler_name scheduler positive negative latent_image denoise",
        ),
        "KSamplerAdvanced": (
            "KSamplerAdvanced",
            "sample",
            "model add_noise noise_seed steps cfg sampler_name scheduler positive negative latent_image start_at_step end_at_step return_with_leftover_noise denoise",  # noqa: E501
        ),
        "SaveImage": ("SaveImage", "save_images", "images filename_prefix prompt extra_pnginfo"),
        "PreviewImage": ("PreviewImage", "save_images", "images filename_prefix prompt extra_pnginfo"),
        "LoadImage": ("LoadImage", "load_image", "image"),
        "LoadImageMask": ("LoadImageMask", "load_image", "image channel"),
        "LoadImageOutput": ("LoadImageOutput", "load_image", "image"),
        "ImageScale": ("ImageScale", "upscale", "image upscale_method width height crop"),
        "ImageScaleBy": ("ImageScaleBy", "upscale", "image upscale_method scale_by"),
        "ImageInvert": ("ImageInvert", "invert", "image"),
        "ImageBatch": ("ImageBatch", "batch", "image1 image2"),
        "EmptyImage": ("EmptyImage", "generate", "width height batch_size color"),
        "ImagePadForOutpaint": ("ImagePadForOutpaint", "expand_image", "image left top right bottom feathering"),
    },
}

#: Further names of a class's function, by the node class.
ALIASES: dict[str, str] = {
    "AlignYourStepsScheduler": "get_sigmas",
    "EmptyLatentAudio": "generate",
    "ConditioningStableAudio": "append",
    "VAEEncodeAudio": "encode",
    "VAEDecodeAudio": "decode",
    "SaveAudio": "save_flac",
    "SaveAudioMP3": "save_mp3",
    "SaveAudioOpus": "save_opus",
    "PreviewAudio": "save_flac",
    "LoadAudio": "load",
    "RecordAudio": "load",
    "TrimAudioDuration": "trim",
    "SplitAudioChannels": "separate",
    "AudioConcat": "concat",
    "AudioMerge": "merge",
    "AudioAdjustVolume": "adjust_volume",
    "EmptyAudio": "create_empty_audio",
    "PorterDuffImageComposite": "execute",
    "SetUnionControlNetType": "set_controlnet_type",
    "ControlNetInpaintingAliMamaApply": "apply_inpaint_controlnet",
    "BasicScheduler": "get_sigmas",
    "KarrasScheduler": "get_sigmas",
    "ExponentialScheduler": "get_sigmas",
    "PolyexponentialScheduler": "get_sigmas",
    "LaplaceScheduler": "get_sigmas",
    "SDTurboScheduler": "get_sigmas",
    "BetaSamplingScheduler": "get_sigmas",
    "VPScheduler": "get_sigmas",
    "SplitSigmas": "get_sigmas",
    "SplitSigmasDenoise": "get_sigmas",
    "FlipSigmas": "get_sigmas",
    "SetFirstSigma": "set_first_sigma",
    "ExtendIntermediateSigmas": "extend",
    "SamplingPercentToSigma": "get_sigma",
    "KSamplerSelect": "get_sampler",
    "SamplerDPMPP_3M_SDE": "get_sampler",
    "SamplerDPMPP_2M_SDE": "get_sampler",
    "SamplerDPMPP_SDE": "get_sampler",
    "SamplerDPMPP_2S_Ancestral": "get_sampler",
    "SamplerEulerAncestral": "get_sampler",
    "SamplerEulerAncestralCFGPP": "get_sampler",
    "SamplerLMS": "get_sampler",
    "SamplerDPMAdaptative": "get_sampler",
    "SamplerER_SDE": "get_sampler",
    "SamplerSASolver": "get_sampler",
    "SamplerCustom": "sample",
    "BasicGuider": "get_guider",
    "CFGGuider": "get_guider",
    "DualCFGGuider": "get_guider",
    "DisableNoise": "get_noise",
    "RandomNoise": "get_noise",
    "SamplerCustomAdvanced": "sample",
    "AddNoise": "add_noise",
    "CLIPTextEncodeFlux": "encode",
    "FluxGuidance": "append",
    "FluxDisableGuidance": "append",
    "FluxKontextImageScale": "scale",
    "FluxKontextMultiReferenceLatentMethod": "append",
    "FreeU": "patch",
    "FreeU_V2": "patch",
    "CLIPTextEncodeHunyuanDiT": "encode",
    "EmptyHunyuanLatentVideo": "generate",
    "TextEncodeHunyuanVideo_ImageToVideo": "encode",
    "HunyuanImageToVideo": "encode",
    "EmptyHunyuanImageLatent": "generate",
    "EmptyLatentHunyuan3Dv2": "generate",
    "Hunyuan3Dv2Conditioning": "encode",
    "Hunyuan3Dv2ConditioningMultiView": "encode",
    "VAEDecodeHunyuan3D": "decode",
    "VoxelToMeshBasic": "decode",
    "VoxelToMesh": "decode",
    "SaveGLB": "save",
    "HypernetworkLoader": "load_hypernetwork",
    "ImageCrop": "crop",
    "RepeatImageBatch": "repeat",
    "ImageFromBatch": "frombatch",
    "ImageAddNoise": "repeat",
    "SaveAnimatedWEBP": "save_images",
    "SaveAnimatedPNG": "save_images",
    "ImageStitch": "stitch",
    "ResizeAndPadImage": "resize_and_pad",
    "SaveSVGNode": "save_svg",
    "GetImageSize": "get_size",
    "ImageRotate": "rotate",
    "ImageFlip": "flip",
    "ImageScaleToMaxDimension": "upscale",
    "Load3D": "process",
    "Preview3D": "process",
    "EmptyLTXVLatentVideo": "generate",
    "LTXVImgToVideo": "generate",
    "LTXVImgToVideoInplace": "generate",
    "LTXVAddGuide": "generate",
    "LTXVCropGuides": "crop",
    "LTXVPreprocess": "preprocess",
    "LatentCompositeMasked": "composite",
    "ImageCompositeMasked": "composite",
    "MaskToImage": "mask_to_image",
    "ImageToMask": "image_to_mask",
    "ImageColorToMask": "image_to_mask",
    "SolidMask": "solid",
    "InvertMask": "invert",
    "CropMask": "crop",
    "MaskComposite": "combine",
    "FeatherMask": "feather",
    "GrowMask": "expand_mask",
    "ThresholdMask": "image_to_mask",
    "TripleCLIPLoader": "load_clip",
    "EmptySD3LatentImage": "generate",
    "CLIPTextEncodeSD3": "encode",
    "ControlNetApplySD3": "apply_controlnet",
    "SkipLayerGuidanceSD3": "skip_guidance_sd3",
    "SkipLayerGuidanceDiT": "skip_guidance",
    "SkipLayerGuidanceDiTSimple": "skip_guidance",
    "TorchCompileModel": "execute",
    "TrainLoraNode": "train",
    "LoraModelLoader": "load_lora_model",
    "LossGraphNode": "plot_loss",
    "UpscaleModelLoader": "execute",
    "ImageUpscaleWithModel": "execute",
}

#: What else is in these modules, by name: it works on ComfyUI's models in Python, or is nobody's business.
HELPERS: dict[str, str] = {
    "comfy_extras.nodes_ace": """
        AceExtension EmptyAceStep15LatentAudio ReferenceTimbreAudio TextEncodeAceStepAudio15 comfy_entrypoint
    """,
    "comfy_extras.nodes_advanced_samplers": """
        AdvancedSamplersExtension comfy_entrypoint sample_euler_pp sample_lcm_upscale
        to_d=comfy.k_diffusion.sampling.to_d
    """,
    "comfy_extras.nodes_align_your_steps": """
        AlignYourStepsExtension NOISE_LEVELS:dict comfy_entrypoint loglinear_interp
    """,
    "comfy_extras.nodes_apg": "ApgExtension comfy_entrypoint project",
    "comfy_extras.nodes_attention_multiply": "AttentionMultiplyExtension attention_multiply comfy_entrypoint",
    "comfy_extras.nodes_audio": """
        AudioExtension TorchAudioNotFoundError comfy_entrypoint f32_pcm load match_audio_sample_rates
    """,
    "comfy_extras.nodes_audio_encoder": "AudioEncoder comfy_entrypoint",
    "comfy_extras.nodes_audio_vae": """
        AudioVAE=comfy.ldm.lightricks.vae.audio_vae.AudioVAE AudioVAEExtension AudioVAEModelManageable
        comfy_entrypoint
    """,
    "comfy_extras.nodes_camera_trajectory": """
        CAMERA_DICT:dict Camera CameraTrajectoryExtension comfy_entrypoint get_camera_motion process_pose_params
        ray_condition
    """,
    "comfy_extras.nodes_canny": "CannyExtension comfy_entrypoint",
    "comfy_extras.nodes_cfg": "CfgExtension comfy_entrypoint optimized_scale",
    "comfy_extras.nodes_chroma_radiance": "ChromaRadianceExtension comfy_entrypoint",
    "comfy_extras.nodes_clip_sdxl": "ClipSdxlExtension comfy_entrypoint",
    "comfy_extras.nodes_color": "ColorExtension ColorToRGBInt comfy_entrypoint",
    "comfy_extras.nodes_compositing": "PorterDuffMode resize_mask",
    "comfy_extras.nodes_cond": "CondExtension comfy_entrypoint",
    "comfy_extras.nodes_context_windows": "ContextWindowsExtension WanContextWindowsManualNode comfy_entrypoint",
    "comfy_extras.nodes_controlnet": "ControlNetExtension comfy_entrypoint",
    "comfy_extras.nodes_cosmos": "CosmosExtension comfy_entrypoint vae_encode_with_padding",
    "comfy_extras.nodes_cosmos_upsampling": """
        COSMOS_TEXT_TO_WORLD_UPSAMPLE_TASK COSMOS_VIDEO_TO_WORLD_UPSAMPLE_TASK Mistral12b
        ModelPatcher=comfy.model_patcher.ModelPatcher clean_text
    """,
    "comfy_extras.nodes_custom_sampler": """
        CustomSamplersExtension Guider_Basic Guider_DualCFG Noise_EmptyNoise Noise_RandomNoise comfy_entrypoint
        k_diffusion_sampling=comfy.k_diffusion.sampling sa_solver=comfy.k_diffusion.sa_solver
    """,
    "comfy_extras.nodes_dataset": """
        DatasetExtension ImageProcessingNode TextProcessingNode comfy_entrypoint load_and_process_images pil_to_tensor
        save_images_to_folder tensor_to_pil
    """,
    "comfy_extras.nodes_differential_diffusion": "DifferentialDiffusionExtension comfy_entrypoint",
    "comfy_extras.nodes_easycache": """
        EasyCacheExtension EasyCacheHolder LazyCacheHolder comfy_entrypoint easycache_calc_cond_batch_wrapper
        easycache_forward_wrapper easycache_sample_wrapper lazycache_predict_noise_wrapper
    """,
    "comfy_extras.nodes_edit_model": "EditModelExtension comfy_entrypoint",
    "comfy_extras.nodes_eps": """
        EpsilonScalingExtension comfy_entrypoint compute_tsr_rescaling_factor
        sigma_to_half_log_snr=comfy.k_diffusion.sampling.sigma_to_half_log_snr
    """,
    "comfy_extras.nodes_eval": "eval_python",
    "comfy_extras.nodes_florence2": """
        BBoxesAndPolygonsResult BoundingBoxResult FLORENCE2_OUTPUT_TYPE_NAME PolygonResult QuadBoxResult TASKS:list
        TASKS_TYPE_NAME draw_polygons
    """,
    "comfy_extras.nodes_flux": """
        FluxExtension comfy_entrypoint compute_empirical_mu generalized_time_snr_shift get_schedule
    """,
    "comfy_extras.nodes_freelunch": "Fourier_filter FreelunchExtension comfy_entrypoint",
    "comfy_extras.nodes_fresca": "Fourier_filter FreScaExtension comfy_entrypoint",
    "comfy_extras.nodes_gits": "GITSSchedulerExtension NOISE_LEVELS:dict comfy_entrypoint loglinear_interp",
    "comfy_extras.nodes_gradient": "gradient",
    "comfy_extras.nodes_group_offloading": """
        DisableComfyWeightCast ModelPatcher=comfy.model_patcher.ModelPatcher disable_comfyui_weight_casting
        disable_comfyui_weight_casting_hook prepare_group_offloading_factory prepare_layerwise_casting_factory
    """,
    "comfy_extras.nodes_hidream": "HiDreamExtension comfy_entrypoint",
    "comfy_extras.nodes_hint_image_enhance": "MAX_IMAGEGEN_RESOLUTION RESIZE_MODES:list",
    "comfy_extras.nodes_hooks": "SetModelHooksOnCond",
    "comfy_extras.nodes_hunyuan": """
        HunyuanExtension HunyuanVideo15SRModel=comfy.ldm.hunyuan_video.upsampler.HunyuanVideo15SRModel
        LatentUpsampler=comfy.ldm.lightricks.latent_upsampler.LatentUpsampler PROMPT_TEMPLATE_ENCODE_VIDEO_I2V
        comfy_entrypoint
    """,
    "comfy_extras.nodes_hunyuan3d": """
        Hunyuan3dExtension comfy_entrypoint
        get_1d_sincos_pos_embed_from_grid_torch=comfy.ldm.modules.diffusionmodules.mmdit.get_1d_sincos_pos_embed_from_grid_torch
        save_glb voxel_to_mesh voxel_to_mesh_surfnet
    """,
    "comfy_extras.nodes_hypernetwork": "HyperNetworkExtension comfy_entrypoint load_hypernetwork_patch",
    "comfy_extras.nodes_hypertile": "HyperTileExtension comfy_entrypoint random_divisor",
    "comfy_extras.nodes_ideogram": """
        ASPECT_RATIOS:list ASPECT_RATIO_ENUM ASPECT_RATIO_V3_ENUM:list AUTO_PROMPT_ENUM:list MODELS_ENUM
        RENDERING_SPEED_ENUM:list RESOLUTION_ENUM STYLES_ENUM:list V2_MODELS:list api_key_in_env_or_workflow
        to_v3_resolution
    """,
    "comfy_extras.nodes_image_compare": "ImageCompareExtension comfy_entrypoint",
    "comfy_extras.nodes_image_resize": "levels_adjustment",
    "comfy_extras.nodes_images": "ImagesExtension comfy_entrypoint",
    "comfy_extras.nodes_inpainting": "CompositeContext composite parse_margin",
    "comfy_extras.nodes_ip2p": "InstructPix2PixExtension comfy_entrypoint",
    "comfy_extras.nodes_kandinsky5": "Kandinsky5Extension adaptive_mean_std_normalization comfy_entrypoint",
    "comfy_extras.nodes_language": "TransformerSamplerBase TransformersImageProcessorLoader TransformersLoader",
    "comfy_extras.nodes_latent": "LatentExtension comfy_entrypoint reshape_latent_to",
    "comfy_extras.nodes_latent_upscaler": """
        HunyuanVideo15SRModel=comfy.ldm.hunyuan_video.upsampler.HunyuanVideo15SRModel
        LatentUpsampler=comfy.ldm.lightricks.latent_upsampler.LatentUpsampler LatentUpscaleModelManageable
    """,
    "comfy_extras.nodes_load_3d": "Load3DExtension comfy_entrypoint normalize_path",
    "comfy_extras.nodes_logic": """
        AutogrowNamesTestNode AutogrowPrefixTestNode ComboOutputTestNode ConvertStringToComboNode DCTestNode
        InvertBooleanNode LogicExtension MISSING SoftSwitchNode comfy_entrypoint
    """,
    "comfy_extras.nodes_logic_hs": "takes_n_args",
    "comfy_extras.nodes_lora_debug": "LoraLoaderBypass LoraLoaderBypassModelOnly",
    "comfy_extras.nodes_lora_extract": """
        CLAMP_QUANTILE LORAType LORA_TYPES:dict LoraSaveExtension calc_lora_model comfy_entrypoint extract_lora
    """,
    "comfy_extras.nodes_lotus": "LotusExtension comfy_entrypoint",
    "comfy_extras.nodes_lt": """
        LtxvExtension SymmetricPatchifier=comfy.ldm.lightricks.symmetric_patchifier.SymmetricPatchifier
        comfy_entrypoint conditioning_get_any_value decode_single_frame encode_single_frame get_keyframe_idxs
        get_noise_mask latent_to_pixel_coords=comfy.ldm.lightricks.symmetric_patchifier.latent_to_pixel_coords
        preprocess
    """,
    "comfy_extras.nodes_lt_audio": """
        AudioVAE=comfy.ldm.lightricks.vae.audio_vae.AudioVAE LTXVAudioExtension comfy_entrypoint
    """,
    "comfy_extras.nodes_lumina2": "Lumina2Extension comfy_entrypoint",
    "comfy_extras.nodes_mahiro": "MahiroExtension comfy_entrypoint",
    "comfy_extras.nodes_mask": "MaskExtension comfy_entrypoint composite",
    "comfy_extras.nodes_mochi": "MochiExtension comfy_entrypoint",
    "comfy_extras.nodes_model_advanced": "LCM ModelSamplingDiscreteDistilled",
    "comfy_extras.nodes_model_downscale": "ModelDownscaleExtension comfy_entrypoint",
    "comfy_extras.nodes_model_merging": "save_checkpoint",
    "comfy_extras.nodes_model_patch": """
        BlockWiseControlBlock DiffSynthCnetPatch ModelPatcher=comfy.model_patcher.ModelPatcher
        MultiTalkAudioProjModel=comfy.ldm.wan.model_multitalk.MultiTalkAudioProjModel MultiTalkModelPatch
        QwenImageBlockWiseControlNet SigLIPMultiFeatProjModel UsoStyleProjectorPatch
        WanMultiTalkAttentionBlock=comfy.ldm.wan.model_multitalk.WanMultiTalkAttentionBlock ZImageControlPatch
        z_image_convert
    """,
    "comfy_extras.nodes_morphology": "MorphologyExtension comfy_entrypoint",
    "comfy_extras.nodes_nop": "NopExtension comfy_entrypoint",
    "comfy_extras.nodes_open_api": """
        ExifContainer FsSpecComfyMetadata ImageExifBase SaveNodeResultWithName create_exif_from_pnginfo get_client
        is_null_uri
    """,
    "comfy_extras.nodes_openai": """
        DallEGenerate OpenAILanguageModelLoader OpenAILanguageModelWrapper image_to_base64 validate_has_key
    """,
    "comfy_extras.nodes_optimalsteps": "NOISE_LEVELS:dict OptimalStepsExtension comfy_entrypoint loglinear_interp",
    "comfy_extras.nodes_pag": "PAGExtension comfy_entrypoint",
    "comfy_extras.nodes_paligemma": """
        BoundingBox ExtractedPaligemmaContentOnly ExtractedPaligemmaSegmented PALIGEMMA_OUTPUT_NAME
        PaligemmaOutputToMask PaligemmaPostProcess extract_objs
    """,
    "comfy_extras.nodes_perpneg": "Guider_PerpNeg PerpNegExtension comfy_entrypoint perp_neg",
    "comfy_extras.nodes_photomaker": """
        FuseModule MLP PhotoMakerIDEncoder PhotomakerExtension VISION_CONFIG_DICT:dict comfy_entrypoint
    """,
    "comfy_extras.nodes_pixart": "PixArtExtension comfy_entrypoint",
    "comfy_extras.nodes_post_processing": """
        BatchImagesMasksLatentsNode PostProcessingExtension ResizeType batch_images batch_latents batch_masks
        comfy_entrypoint finalize_image_mask_input gaussian_kernel init_image_mask_input is_image scale_by
        scale_dimensions scale_longer_dimension scale_match_size scale_shorter_dimension scale_to_multiple_cover
        scale_total_pixels
    """,
    "comfy_extras.nodes_primitive": "PrimitivesExtension comfy_entrypoint",
    "comfy_extras.nodes_qwen": "QwenExtension comfy_entrypoint",
    "comfy_extras.nodes_rebatch": "RebatchExtension comfy_entrypoint",
    "comfy_extras.nodes_regexp": "MATCH_TYPE_NAME",
    "comfy_extras.nodes_rope": "ModelPatcher=comfy.model_patcher.ModelPatcher RopeExtension comfy_entrypoint",
    "comfy_extras.nodes_sag": """
        SagExtension attention_basic_with_sim comfy_entrypoint create_blur_map gaussian_blur_2d
        optimized_attention=comfy.ldm.modules.attention.optimized_attention
    """,
    "comfy_extras.nodes_sd3": "SD3Extension comfy_entrypoint",
    "comfy_extras.nodes_sdupscale": "SdUpscaleExtension comfy_entrypoint",
    "comfy_extras.nodes_slg": "SkipLayerGuidanceExtension comfy_entrypoint",
    "comfy_extras.nodes_stable3d": "Stable3DExtension camera_embeddings comfy_entrypoint",
    "comfy_extras.nodes_stable_cascade": "StableCascadeExtension comfy_entrypoint",
    "comfy_extras.nodes_string": "StringExtension comfy_entrypoint",
    "comfy_extras.nodes_strings": "StringCombo format_value",
    "comfy_extras.nodes_svg": "ImageToSVG RGB2RGBA SVGToImage",
    "comfy_extras.nodes_tcfg": "TcfgExtension comfy_entrypoint score_tangential_damping",
    "comfy_extras.nodes_tomesd": """
        TomePatchModelExtension bipartite_soft_matching_random2d comfy_entrypoint do_nothing get_functions
        mps_gather_workaround
    """,
    "comfy_extras.nodes_torch_compile": """
        DIFFUSION_MODEL ModelPatcher=comfy.model_patcher.ModelPatcher TORCH_COMPILE_BACKENDS:list
        TORCH_COMPILE_MODES:list skip_torch_compile_dict write_atomic
    """,
    "comfy_extras.nodes_train": """
        BiasDiff TrainGuider TrainSampler TrainingExtension adapter_maps=comfy.weight_adapter.adapter_maps
        adapters=comfy.weight_adapter.adapters comfy_entrypoint draw_loss_graph
        find_all_highest_child_module_with_forward make_batch_extra_option_dict patch process_cond_list unpatch
    """,
    "comfy_extras.nodes_upscale_model": "UpscaleModelManageable",
    "comfy_extras.nodes_video": "VideoExtension comfy_entrypoint",
    "comfy_extras.nodes_wan": """
        FIXED_LENGTH InfiniteTalkOuterSampleWrapper=comfy.ldm.wan.model_multitalk.InfiniteTalkOuterSampleWrapper
        MultiTalkCrossAttnPatch=comfy.ldm.wan.model_multitalk.MultiTalkCrossAttnPatch
        MultiTalkGetAttnMapPatch=comfy.ldm.wan.model_multitalk.MultiTalkGetAttnMapPatch WanExtension comfy_entrypoint
        get_audio_emb_window get_audio_embed_bucket_fps get_sample_indices ind_sel linear_interpolation merge_final
        pad_pts parse_json_tracks patch_motion process_tracks
        project_audio_features=comfy.ldm.wan.model_multitalk.project_audio_features wan_sound_to_video
    """,
    "comfy_extras.nodes_wan_prompt_expander": "LM_EN_SYS_PROMPT VL_EN_SYS_PROMPT",
    "comfy_extras.nodes_wanmove": """
        SKIP_ZERO WanMoveExtension add_weighted comfy_entrypoint create_pos_embeddings draw_tracks_on_video
        get_pos_emb replace_feature
    """,
    "comfy_extras.nodes_zimage": "ZImageExtension comfy_entrypoint",
}

#: Lists of choices that are attributes of classes, by the node class.
CHOICES: dict[str, dict[str, list[str]]] = {
    "VAELoader": {
        "video_taes": ["taehv", "lighttaew2_2", "lighttaew2_1", "lighttaehy1_5", "taeltx_2"],
        "image_taes": ["taesd", "taesdxl", "taesd3", "taef1"],
    },
    "LatentUpscale": {
        "upscale_methods": ["nearest-exact", "bilinear", "area", "bicubic", "bislerp"],
        "crop_methods": ["disabled", "center"],
    },
    "LatentUpscaleBy": {
        "upscale_methods": ["nearest-exact", "bilinear", "area", "bicubic", "bislerp"],
    },
    "ImageScale": {
        "upscale_methods": ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
        "crop_methods": ["disabled", "center"],
    },
    "ImageScaleBy": {
        "upscale_methods": ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
    },
    "SamplerLCMUpscale": {
        "UPSCALE_METHODS": ["bislerp", "nearest-exact", "bilinear", "area", "bicubic"],
    },
    "ImageAndMaskResizeNode": {
        "upscale_methods": ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
        "crop_methods": ["disabled", "center", "top_left", "top_right", "bottom_left", "bottom_right"],
    },
    "PatchModelAddDownscale": {
        "UPSCALE_METHODS": ["bicubic", "nearest-exact", "bilinear", "area", "bislerp"],
    },
    "ImageScaleToTotalPixels": {
        "upscale_methods": ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
        "crop_methods": ["disabled", "center"],
    },
    "ResizeImageMaskNode": {
        "scale_methods": ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
        "crop_methods": ["disabled", "center"],
    },
}
