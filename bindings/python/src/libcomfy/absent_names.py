"""The public names of ComfyUI's model code, by module: see `absent`."""

from __future__ import annotations

NAMES: dict[str, str] = {
    "comfy.audio_encoders.audio_encoders": "AudioEncoderModel load_audio_encoder_from_sd",
    "comfy.checkpoint_pickle": "Empty Unpickler",
    "comfy.cldm.cldm": "ControlNet ControlledUnetModel OptimizedAttention QuickGELU ResBlockUnionControlnet",
    "comfy.cldm.control_types": "UNION_CONTROLNET_TYPES",
    "comfy.cldm.mmdit": "ControlNet default",
    "comfy.clip_model": """
        CLIPAttention CLIPEmbeddings CLIPEncoder CLIPLayer CLIPMLP CLIPTextModel CLIPTextModel_ CLIPVision
        CLIPVisionEmbeddings CLIPVisionModelProjection LlavaProjector Siglip2Embeddings clip_preprocess
        siglip2_flex_calc_resolution siglip2_pos_embed siglip2_preprocess
    """,
    "comfy.clip_vision": "ClipVisionModel Output clip_preprocess convert_to_transformers load load_clipvision_from_sd",
    "comfy.cmd.execution": """
        CacheSet CacheType DuplicateNodeError ExecutionResult IsChangedCache PromptExecutor PromptQueue execute
        get_input_data get_output_data validate_inputs validate_prompt
    """,
    "comfy.cmd.latent_preview": """
        Latent2RGBPreviewer LatentPreviewer TAEHVPreviewerImpl TAESDPreviewerImpl get_previewer prepare_callback
        preview_to_image set_preview_method
    """,
    "comfy.conds": "CONDConstant CONDCrossAttn CONDList CONDNoiseShape CONDRegular",
    "comfy.context_windows": """
        ContextFuseMethod ContextFuseMethods ContextHandlerABC ContextSchedule ContextSchedules ContextWindowABC
        IndexListCallbacks IndexListContextHandler IndexListContextWindow apply_freenoise
        create_prepare_sampling_wrapper create_sampler_sample_wrapper create_weights_flat
        create_weights_overlap_linear create_weights_pyramid create_windows_batched create_windows_default
        create_windows_static_standard create_windows_uniform_looped create_windows_uniform_standard
        does_window_roll_over get_context_weights get_matching_context_schedule get_matching_fuse_method
        get_missing_indexes get_shape_for_dim match_weights_to_dim ordered_halving shift_window_to_end
        shift_window_to_start
    """,
    "comfy.controlnet": """
        ControlBase ControlLora ControlLoraOps ControlNet ControlNetSD35 StrengthType T2IAdapter
        broadcast_image_to controlnet_config controlnet_load_state_dict convert_mistoline load_controlnet
        load_controlnet_flux_instantx load_controlnet_flux_instantx_union load_controlnet_flux_xlabs_mistoline
        load_controlnet_hunyuandit load_controlnet_mmdit load_controlnet_qwen_instantx load_controlnet_sd35
        load_controlnet_state_dict load_t2i_adapter
    """,
    "comfy.diffusers_convert": """
        cat_tensors convert_text_enc_state_dict convert_text_enc_state_dict_v20 convert_vae_state_dict
        reshape_weight_for_sd
    """,
    "comfy.diffusers_load": "first_file load_diffusers",
    "comfy.extra_samplers.uni_pc": """
        NoiseScheduleVP SigmaConvert UniPC expand_dims interpolate_fn model_wrapper predict_eps_sigma
        sample_unipc sample_unipc_bh2
    """,
    "comfy.float": """
        calc_mantissa manual_stochastic_round_to_float8 stochastic_float_to_fp4_e2m1
        stochastic_round_quantize_nvfp4 stochastic_round_quantize_nvfp4_block
        stochastic_round_quantize_nvfp4_by_block stochastic_rounding to_blocked
    """,
    "comfy.gligen": """
        FourierEmbedder GatedCrossAttentionDense GatedSelfAttentionDense GatedSelfAttentionDense2 Gligen
        PositionNet load_gligen
    """,
    "comfy.hooks": """
        AdditionalModelsHook EnumHookMode EnumHookScope EnumHookType EnumWeightTarget Hook HookGroup
        HookKeyframe HookKeyframeGroup InjectionsHook InterpolationMethod ObjectPatchHook TransformerOptionsHook
        WeightHook combine_conditioning combine_with_new_conds conditioning_set_values_with_hooks
        create_hook_lora create_hook_model_as_lora create_target_dict create_transformer_options_from_hooks
        default_should_register get_patch_weights_from_model get_sorted_list_via_attr load_hook_lora_for_models
        on_apply_hooks set_conds_props set_conds_props_and_combine set_default_conds_and_combine
        set_hooks_for_conditioning set_mask_for_conditioning set_timesteps_for_conditioning
    """,
    "comfy.image_encoders.dino2": """
        Dino2AttentionBlock Dino2AttentionOutput Dino2Block Dino2Embeddings Dino2Encoder Dino2PatchEmbeddings
        Dinov2MLP Dinov2Model LayerScale SwiGLUFFN
    """,
    "comfy.k_diffusion.deis": "cal_intergrand cal_poly edm2t get_deis_coeff_list t2alpha_fn",
    "comfy.k_diffusion.sa_solver": """
        compute_exponential_coeffs compute_simple_stochastic_adams_b_coeffs compute_stochastic_adams_b_coeffs
        get_tau_interval_func
    """,
    "comfy.k_diffusion.sampling": """
        BatchedBrownianTree BrownianTreeNoiseSampler DDPMSampler_step DPMSolver PIDStepSizeController
        append_zero default_noise_sampler ei_h_phi_1 ei_h_phi_2 generic_step_sampler get_ancestral_step
        get_sigmas_exponential get_sigmas_karras get_sigmas_laplace get_sigmas_polyexponential get_sigmas_vp
        half_log_snr_to_sigma linear_multistep_coeff offset_first_sigma_for_snr res_multistep sample_ddpm
        sample_deis sample_dpm_2 sample_dpm_2_ancestral sample_dpm_2_ancestral_RF sample_dpm_adaptive
        sample_dpm_fast sample_dpmpp_2m sample_dpmpp_2m_cfg_pp sample_dpmpp_2m_sde sample_dpmpp_2m_sde_gpu
        sample_dpmpp_2m_sde_heun sample_dpmpp_2m_sde_heun_gpu sample_dpmpp_2s_ancestral
        sample_dpmpp_2s_ancestral_RF sample_dpmpp_2s_ancestral_cfg_pp sample_dpmpp_3m_sde
        sample_dpmpp_3m_sde_gpu sample_dpmpp_sde sample_dpmpp_sde_gpu sample_er_sde sample_euler
        sample_euler_ancestral sample_euler_ancestral_RF sample_euler_ancestral_cfg_pp sample_euler_cfg_pp
        sample_exp_heun_2_x0 sample_exp_heun_2_x0_sde sample_gradient_estimation
        sample_gradient_estimation_cfg_pp sample_heun sample_heunpp2 sample_ipndm sample_ipndm_v sample_lcm
        sample_lms sample_res_multistep sample_res_multistep_ancestral sample_res_multistep_ancestral_cfg_pp
        sample_res_multistep_cfg_pp sample_sa_solver sample_sa_solver_pece sample_seeds_2 sample_seeds_3
        sigma_to_half_log_snr to_d
    """,
    "comfy.k_diffusion.utils": """
        CSVLogger EMAWarmup ExponentialLR FolderOfImages InverseLR append_dims download_file ema_update
        eval_mode hf_datasets_augs_helper n_params rand_log_logistic rand_log_normal rand_log_uniform
        rand_split_log_normal rand_v_diffusion tf32_mode train_mode
    """,
    "comfy.latent_formats": """
        ACEAudio ChromaRadiance Cosmos1CV8x8x8 Flux Flux2 Hunyuan3Dv2 Hunyuan3Dv2_1 Hunyuan3Dv2mini
        HunyuanImage21 HunyuanImage21Refiner HunyuanVideo HunyuanVideo15 LTXAV LTXV LatentFormat Mochi SC_B
        SC_Prior SD15 SD3 SDXL SDXL_Playground_2_5 SD_X4 StableAudio1 Wan21 Wan22
    """,
    "comfy.ldm.aura.mmdit": """
        DiTBlock DoubleAttention MLP MMDiT MMDiTBlock MultiHeadLayerNorm SingleAttention TimestepEmbedder
        find_multiple modulate
    """,
    "comfy.ldm.cascade.common": """
        Attention2D AttnBlock FeedForwardBlock GlobalResponseNorm LayerNorm2d_op OptimizedAttention ResBlock
        TimestepBlock
    """,
    "comfy.ldm.common_dit": "pad_to_patch_size",
    "comfy.ldm.flux.layers": """
        DoubleStreamBlock EmbedND LastLayer MLPEmbedder Modulation ModulationOut QKNorm RMSNorm SelfAttention
        SiLUActivation SingleStreamBlock YakMLP apply_mod build_mlp timestep_embedding
    """,
    "comfy.ldm.flux.math": "apply_rope apply_rope1 attention rope",
    "comfy.ldm.flux.model": "Flux FluxParams",
    "comfy.ldm.hunyuan3d.vae": """
        CrossAttentionDecoder CrossAttentionProcessor DiagonalGaussianDistribution DropPath FourierEmbedder MLP
        MultiheadAttention MultiheadCrossAttention PointCrossAttention QKVMultiheadAttention
        QKVMultiheadCrossAttention ResidualAttentionBlock ResidualCrossAttentionBlock ShapeVAE
        SharpEdgeSurfaceLoader Transformer VanillaVolumeDecoder detect_sharp_edges fps load_surface_sharpedge
        normalize_mesh sample_pointcloud sharp_sample_pointcloud
    """,
    "comfy.ldm.hunyuan_video.model": """
        ByT5Mapper HunyuanVideo HunyuanVideoParams IndividualTokenRefiner SelfAttentionRef TokenRefiner
        TokenRefinerBlock
    """,
    "comfy.ldm.lightricks.model": """
        AdaLayerNormSingle BasicTransformerBlock CrossAttention FeedForward GELU_approx LTXBaseModel
        LTXFrequenciesPrecision LTXRopeType LTXVModel PixArtAlphaCombinedTimestepSizeEmbeddings
        PixArtAlphaTextProjection TimestepEmbedding Timesteps apply_interleaved_rotary_emb apply_rotary_emb
        apply_split_rotary_emb generate_freq_grid_np generate_freq_grid_pytorch generate_freqs
        get_fractional_positions get_timestep_embedding interleaved_freqs_cis precompute_freqs_cis
        split_freqs_cis
    """,
    "comfy.ldm.lumina.model": """
        FeedForward FinalLayer JointAttention JointTransformerBlock NextDiT apply_gate clamp_fp16 invert_slices
        modulate pad_zimage pos_ids_x
    """,
    "comfy.ldm.models.autoencoder": """
        AbstractAutoencoder AutoencoderKL AutoencodingEngine AutoencodingEngineLegacy
        DiagonalGaussianRegularizer EmptyRegularizer
    """,
    "comfy.ldm.modules.attention": """
        optimized_attention optimized_attention_masked BasicTransformerBlock CrossAttention FeedForward GEGLU
        Normalize SpatialTransformer SpatialVideoTransformer attention3_sage attention_basic attention_flash
        attention_pytorch attention_sage attention_split attention_sub_quad attention_xformers default exists
        get_attention_function get_attn_precision optimized_attention_for_device pytorch_style_decl
        register_attention_function uniq wrap_attn
    """,
    "comfy.ldm.modules.diffusionmodules.mmdit": """
        ContextProcessor ContextProcessorBlock DismantledBlock FinalLayer JointBlock MMDiT Mlp
        OpenAISignatureMMDITWrapper PatchEmbed RMSNorm SelfAttention SelfAttentionContext SwiGLUFeedForward
        TimestepEmbedder VectorEmbedder block_mixing default gate_cat get_1d_sincos_pos_embed_from_grid
        get_1d_sincos_pos_embed_from_grid_torch get_2d_sincos_pos_embed get_2d_sincos_pos_embed_from_grid
        get_2d_sincos_pos_embed_torch modulate split_qkv
    """,
    "comfy.ldm.modules.diffusionmodules.model": """
        AttnBlock CarriedConv3d Decoder Downsample Encoder Model Normalize ResnetBlock Upsample VideoConv3d
        conv_carry_causal_3d get_timestep_embedding interpolate_up make_attn nonlinearity normal_attention
        pytorch_attention slice_attention torch_cat_if_needed vae_attention xformers_attention
    """,
    "comfy.ldm.modules.diffusionmodules.openaimodel": """
        Downsample ResBlock Timestep TimestepBlock TimestepEmbedSequential UNetModel Upsample VideoResBlock
        apply_control forward_timestep_embed
    """,
    "comfy.ldm.modules.diffusionmodules.util": """
        AlphaBlender CheckpointFunction HybridConditioner avg_pool_nd betas_for_alpha_bar checkpoint
        extract_into_tensor make_beta_schedule make_ddim_sampling_parameters make_ddim_timesteps mean_flat
        noise_like scale_module timestep_embedding zero_module
    """,
    "comfy.ldm.modules.distributions.distributions": """
        AbstractDistribution DiagonalGaussianDistribution DiracDistribution normal_kl
    """,
    "comfy.ldm.modules.ema": "LitEma",
    "comfy.ldm.modules.encoders.noise_aug_modules": "CLIPEmbeddingNoiseAugmentation",
    "comfy.ldm.modules.sub_quadratic_attention": """
        AttnChunk ComputeQueryChunkAttn ScannedChunk SummarizeChunk dynamic_slice
        efficient_dot_product_attention
    """,
    "comfy.ldm.qwen_image.model": """
        Attention FeedForward GELU LastLayer QwenImageTransformer2DModel QwenImageTransformerBlock
        QwenTimestepProjEmbeddings apply_rotary_emb
    """,
    "comfy.ldm.util": """
        AdamWwithEMAandWings count_params default exists get_obj_from_str instantiate_from_config isimage ismap
        log_txt_as_img mean_flat
    """,
    "comfy.ldm.wan.model": """
        AdaLayerNorm AudioCrossAttentionWrapper AudioInjector_WAN AudioProjModel CameraWanModel
        CausalAudioEncoder CausalConv1d DummyAdapterLayer FramePackMotioner Head HumoWanModel MLPProj
        MotionEncoder_tc VaceWanAttentionBlock VaceWanModel WanAttentionBlock WanAttentionBlockAudio
        WanCamAdapter WanCamResidualBlock WanI2VCrossAttention WanModel WanModel_S2V WanSelfAttention
        WanT2VCrossAttention WanT2VCrossAttentionGather repeat_e sinusoidal_embedding_1d
    """,
    "comfy.lora": "calculate_weight load_lora model_lora_keys_clip model_lora_keys_unet pad_tensor_to_shape",
    "comfy.lora_convert": "convert_lora convert_lora_bfl_control convert_lora_wan_fun convert_uso_lora",
    "comfy.model_base": """
        ACEStep Anima AuraFlow BaseModel Chroma ChromaRadiance ComfyUIModel CosmosPredict2 CosmosVideo Flux
        Flux2 GenmoMochi HiDream Hunyuan3Dv2 Hunyuan3Dv2_1 HunyuanDiT HunyuanImage21 HunyuanImage21Refiner
        HunyuanVideo HunyuanVideo15 HunyuanVideo15_SR_Distilled HunyuanVideoI2V HunyuanVideoSkyreelsI2V IP2P
        Kandinsky5 Kandinsky5Image LTXAV LTXV Lotus Lumina2 ModelType Omnigen2 PixArt QwenImage
        SD15_instructpix2pix SD21UNCLIP SD3 SDXL SDXLRefiner SDXL_instructpix2pix SD_X4Upscaler SV3D_p SV3D_u
        SVD_img2vid StableAudio1 StableCascade_B StableCascade_C Stable_Zero123 WAN21 WAN21_Camera WAN21_HuMo
        WAN21_Vace WAN22 WAN22_Animate WAN22_S2V convert_tensor model_sampling sdxl_pooled unclip_adm
    """,
    "comfy.model_detection": """
        calculate_transformer_depth convert_config convert_diffusers_mmdit count_blocks detect_unet_config
        model_config_from_diffusers_unet model_config_from_unet model_config_from_unet_config
        unet_config_from_diffusers_unet unet_prefix_from_state_dict
    """,
    "comfy.model_management": """
        CPUState LoadedModel VRAMState cast_to cast_to_device free_memory load_model_gpu load_models_gpu
        loaded_models maximum_vram_for_weights minimum_inference_memory text_encoder_dtype unet_dtype
        unet_inital_load_device unet_manual_cast vae_dtype
    """,
    "comfy.model_patcher": """
        AutoPatcherEjector GGUFQuantization LowVramPatch MemoryCounter ModelPatcher create_hook_patches_clone
        create_model_options_clone get_key_weight low_vram_patch_estimate_vram move_weight_functions
        set_model_options_patch_replace set_model_options_post_cfg_function set_model_options_pre_cfg_function
        string_to_seed wipe_lowvram_weight
    """,
    "comfy.model_sampling": """
        CONST COSMOS_RFLOW EDM EPS IMG_TO_IMG ModelSampling ModelSamplingContinuousEDM ModelSamplingContinuousV
        ModelSamplingCosmosRFlow ModelSamplingDiscrete ModelSamplingDiscreteEDM ModelSamplingDiscreteFlow
        ModelSamplingFlux StableCascadeSampling V_PREDICTION X0 flux_time_shift rescale_zero_terminal_snr_sigmas
        reshape_sigma time_snr_shift
    """,
    "comfy.nested_tensor": "NestedTensor cat_nested",
    "comfy.ops": """
        CastWeightBiasOp SkipInit cast_bias_weight cast_to_input disable_weight_init fp8_linear fp8_ops
        manual_cast mixed_precision_ops pick_operations run_every_op scaled_dot_product_attention
        scaled_fp8_op_base scaled_fp8_ops skip_init uncast_bias_weight
    """,
    "comfy.patcher_extension": """
        CallbacksMP PatcherInjection WrapperExecutor WrappersMP add_callback add_callback_with_key add_wrapper
        add_wrapper_with_key copy_nested_dicts get_all_callbacks get_all_wrappers get_callbacks_with_key
        get_wrappers_with_key merge_nested_dicts
    """,
    "comfy.quant_ops": """
        QuantizedLayout QuantizedTensor TensorCoreFP8E4M3Layout TensorCoreFP8E5M2Layout TensorCoreNVFP4Layout
        get_layout_class register_layout_class register_layout_op
    """,
    "comfy.rmsnorm": "RMSNorm forward rms_norm",
    "comfy.sample": """
        cleanup_additional_models fix_empty_latent_channels prepare_noise prepare_noise_inner prepare_sampling
        sample sample_custom
    """,
    "comfy.sampler_helpers": """
        cleanup_additional_models cleanup_models convert_cond estimate_memory get_additional_models
        get_additional_models_from_model_options get_hooks_from_cond get_models_from_cond prepare_mask
        prepare_model_patcher prepare_sampling
    """,
    "comfy.samplers": """
        CFGGuider KSAMPLER KSamplerX0Inpaint Sampler SchedulerHandler add_area_dims apply_empty_x_to_equal_area
        beta_scheduler calc_cond_batch calc_cond_uncond_batch calculate_sigmas calculate_start_end_timesteps
        can_concat_cond cast_to_load_options cfg_function cond_cat cond_equal_size
        create_cond_with_same_area_if_none ddim_scheduler encode_model_conds filter_registered_hooks_on_conds
        finalize_default_conds get_area_and_mult get_mask_aabb get_total_hook_groups_in_conds
        kl_optimal_scheduler ksampler linear_quadratic_schedule normal_scheduler pre_run_control
        preprocess_conds_hooks process_conds resolve_areas_and_cond_masks resolve_areas_and_cond_masks_multidim
        sample sampler_object sampling_function simple_scheduler
    """,
    "comfy.sd": """
        CLIP CLIPTarget CLIPType StyleModel TEModel VAE detect_te_model llama_detect load_checkpoint
        load_checkpoint_guess_config load_clip load_diffusion_model load_diffusion_model_state_dict load_gligen
        load_lora_for_models load_state_dict_guess_config load_style_model load_text_encoder_state_dicts
        load_unet load_unet_state_dict model_detection_error_hint save_checkpoint t5xxl_detect
    """,
    "comfy.sd1_clip": """
        ClipTokenWeightEncoder SD1CheckpointClipModel SD1ClipModel SD1Tokenizer SDClipModel SDTokenizer
        bundled_embed escape_important expand_directory_list gen_empty_tokens load_embed parse_parentheses
        safe_load_embed_zip token_weights unescape_important
    """,
    "comfy.sdxl_clip": """
        SDXLClipG SDXLClipGTokenizer SDXLClipModel SDXLRefinerClipModel SDXLTokenizer StableCascadeClipG
        StableCascadeClipGTokenizer StableCascadeClipModel StableCascadeTokenizer
    """,
    "comfy.supported_models": """
        ACEStep Anima AuraFlow Chroma ChromaRadiance CosmosI2V CosmosI2VPredict2 CosmosT2IPredict2 CosmosT2V
        Flux Flux2 FluxInpaint FluxSchnell GenmoMochi HiDream Hunyuan3Dv2 Hunyuan3Dv2_1 Hunyuan3Dv2mini
        HunyuanDiT HunyuanDiT1 HunyuanImage21 HunyuanImage21Refiner HunyuanVideo HunyuanVideo15
        HunyuanVideo15_SR_Distilled HunyuanVideoI2V HunyuanVideoSkyreelsI2V KOALA_1B KOALA_700M Kandinsky5
        Kandinsky5Image LTXAV LTXV LotusD Lumina2 Omnigen2 PixArtAlpha PixArtSigma QwenImage SD15
        SD15_instructpix2pix SD20 SD21UnclipH SD21UnclipL SD3 SDXL SDXLRefiner SDXL_instructpix2pix
        SD_X4Upscaler SSD1B SV3D_p SV3D_u SVD_img2vid Segmind_Vega StableAudio Stable_Cascade_B Stable_Cascade_C
        Stable_Zero123 WAN21_Camera WAN21_FunControl2V WAN21_HuMo WAN21_I2V WAN21_T2V WAN21_Vace WAN22_Animate
        WAN22_Camera WAN22_S2V WAN22_T2V ZImage
    """,
    "comfy.supported_models_base": "BASE ClipTarget",
    "comfy.t2i_adapter.adapter": """
        Adapter Adapter_light Downsample LayerNorm QuickGELU ResidualAttentionBlock ResnetBlock
        ResnetBlock_light StyleAdapter avg_pool_nd conv_nd extractor
    """,
    "comfy.taesd.taesd": "Block Clamp Decoder Encoder TAESD conv",
    "comfy.text_encoders.flux": """
        Flux2TEModel Flux2Tokenizer FluxClipModel FluxTokenizer KleinTokenizer KleinTokenizer8B
        Mistral3Tokenizer Mistral3_24BModel MistralTokenizerClass Qwen3Tokenizer Qwen3Tokenizer8B Qwen3_4BModel
        Qwen3_8BModel T5XXLTokenizer flux2_te flux_clip klein_te load_mistral_tokenizer
    """,
    "comfy.text_encoders.sd2_clip": "SD2ClipHModel SD2ClipHTokenizer SD2ClipModel SD2Tokenizer",
    "comfy.text_encoders.sd3_clip": "SD3ClipModel SD3Tokenizer T5XXLModel T5XXLTokenizer sd3_clip t5_xxl_detect",
    "comfy.text_encoders.t5": """
        T5 T5Attention T5Block T5DenseActDense T5DenseGatedActDense T5LayerFF T5LayerNorm T5LayerSelfAttention
        T5Stack
    """,
    "comfy.utils": """
        calculate_parameters clip_text_transformers_convert convert_sd_to copy_to_param flux_to_diffusers
        get_attr get_tiled_scale_steps mmdit_to_diffusers pixart_to_diffusers reshape_mask safetensors_header
        save_torch_file set_attr set_attr_param state_dict_key_replace state_dict_prefix_replace tiled_scale
        tiled_scale_multidim transformers_convert unet_to_diffusers upscale_dit_mask weight_dtype
    """,
    "comfy.weight_adapter": """
        BOFTAdapter GLoRAAdapter LoHaAdapter LoKrAdapter LoRAAdapter OFTAdapter WeightAdapterBase
        WeightAdapterTrainBase
    """,
    "execution": """
        CacheSet CacheType DuplicateNodeError ExecutionResult IsChangedCache PromptExecutor PromptQueue execute
        get_input_data get_output_data validate_inputs validate_prompt
    """,
    "latent_preview": """
        Latent2RGBPreviewer LatentPreviewer TAEHVPreviewerImpl TAESDPreviewerImpl get_previewer prepare_callback
        preview_to_image set_preview_method
    """,
    "nodes": """
        CLIPLoader CLIPSetLastLayer CLIPTextEncode CLIPVisionEncode CLIPVisionLoader CheckpointLoader
        CheckpointLoaderSimple ConditioningAverage ConditioningCombine ConditioningConcat ConditioningSetArea
        ConditioningSetAreaPercentage ConditioningSetAreaStrength ConditioningSetMask
        ConditioningSetTimestepRange ConditioningZeroOut ControlNetApply ControlNetApplyAdvanced
        ControlNetLoader DiffControlNetLoader DiffusersLoader DualCLIPLoader EmptyImage EmptyLatentImage
        GLIGENLoader GLIGENTextBoxApply ImageBatch ImageInvert ImagePadForOutpaint ImageScale ImageScaleBy
        InpaintModelConditioning KSampler KSamplerAdvanced LatentBlend LatentComposite LatentCrop LatentFlip
        LatentFromBatch LatentRotate LatentUpscale LatentUpscaleBy LoadImage LoadImageMask LoadImageOutput
        LoadLatent LoraLoader LoraLoaderModelOnly RepeatLatentBatch SaveLatent SetLatentNoiseMask
        StyleModelApply StyleModelLoader UNETLoader VAEDecode VAEDecodeTiled VAEEncode VAEEncodeForInpaint
        VAEEncodeTiled VAELoader before_node_execution common_ksampler unCLIPCheckpointLoader unCLIPConditioning
    """,
}
