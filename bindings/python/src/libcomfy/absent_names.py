"""The names of ComfyUI's model code, by module: see `absent`. Made by tools/make_absent_names.py. Do not edit."""

from __future__ import annotations

#: Module: its names; of a class also its members, Class(member,...); of data
#: whether they are a dict, list or set; and the modules that it imports, name=module.
NAMES: dict[str, str] = {
    "comfy.audio_encoders.audio_encoders": """
        AudioEncoderModel(encode_audio, get_sd, load_sd) load_audio_encoder_from_sd logger logging=
        torchaudio=
    """,
    "comfy.audio_encoders.wav2vec2": """
        Attention(forward) ConvFeatureEncoder(forward) ConvNoNorm(forward) FeatureProjection(forward)
        FeedForward(forward) LayerGroupNormConv(forward) LayerNormConv(forward)
        PositionalConvEmbedding(forward) TransformerEncoder(forward) TransformerEncoderLayer(forward)
        Wav2Vec2Model(forward) nn=torch.nn torch=
    """,
    "comfy.audio_encoders.whisper": """
        AudioEncoder(forward) EncoderLayer(forward) MultiHeadAttention(forward) WhisperFeatureExtractor
        WhisperLargeV3(forward) logger F=torch.nn.functional logging= nn=torch.nn torch= torchaudio=
    """,
    "comfy.checkpoint_pickle": "Empty Unpickler(find_class) load pickle=",
    "comfy.cldm.cldm": """
        ControlNet(forward, make_zero_conv, union_controlnet_merge) ControlledUnetModel
        OptimizedAttention(forward) QuickGELU(forward) ResBlockUnionControlnet(attention, forward) nn=torch.nn
        torch=
    """,
    "comfy.cldm.control_types": "UNION_CONTROLNET_TYPES:dict",
    "comfy.cldm.dit_embedder": "ControlNetEmbedder(forward) math= nn=torch.nn torch=",
    "comfy.cldm.mmdit": "ControlNet(forward) default torch=",
    "comfy.clip_model": """
        ACTIVATIONS:dict CLIPAttention(forward) CLIPEmbeddings(forward) CLIPEncoder(forward)
        CLIPLayer(forward) CLIPMLP(forward) CLIPTextModel(forward, get_input_embeddings, set_input_embeddings)
        CLIPTextModel_(forward) CLIPVision(forward) CLIPVisionEmbeddings(forward)
        CLIPVisionModelProjection(forward) LlavaProjector(forward) Siglip2Embeddings(forward) clip_preprocess
        siglip2_flex_calc_resolution siglip2_pos_embed siglip2_preprocess math= torch=
    """,
    "comfy.clip_vision": """
        ClipVisionModel(encode_image, get_sd, load_sd) IMAGE_ENCODERS:dict Output clip_preprocess
        convert_to_transformers load load_clipvision_from_sd logger json= logging= os= torch=
    """,
    "comfy.cmd.execution": """
        AbstractPromptQueue AbstractPromptQueueGetCurrentQueueItems BasicCache CacheArgs(lru, ram)
        CacheEntry(outputs, ui) CacheKeySetID CacheKeySetInputSignature CacheSet(init_classic_cache,
        init_lru_cache, init_null_cache, init_ram_cache, recursive_debug_dump) CacheType(CLASSIC, LRU, NONE,
        RAM_PRESSURE) ComboOptions CurrentNodeContext CustomNode DynamicPrompt Enum ExecutionBlocker
        ExecutionErrorMessage ExecutionInterruptedMessage ExecutionList ExecutionResult ExecutionStatus
        ExecutionStatusAsDict ExecutorToClientProgress FloatSpecOptions FormattedValue FrozenTopologicalSort
        GraphBuilder HierarchicalCache HistoryEntry HistoryResultDict InputTypeSpec IntSpecOptions
        IsChangedCache(get) LRUCache LatentPreviewMethod MAXIMUM_HISTORY_SIZE NodeErrorsDictValue NullCache
        PathLike ProgressRegistry PromptExecutor(add_message, execute, execute_async, handle_execution_error,
        outputs_ui, reset) PromptQueue(delete_history_item, delete_queue_item, get, get_current_queue,
        get_current_queue_volatile, get_flags, get_history, get_tasks_remaining, put, set_flag, size,
        task_done, wipe_history, wipe_queue) QueueItem QueueTuple RAMPressureCache
        RecursiveExecutionErrorDetails RecursiveExecutionErrorDetailsInterrupted RecursiveExecutionTuple
        Status StatusCode ValidateInputsTuple ValidationErrorDict ValidationErrorExtraInfoDict ValidationTuple
        WebUIProgressHandler _ComfyNodeInternal _NodeOutputInternal _io add_progress_handler canonicalize_path
        context_execute_node context_execute_prompt context_set_execution_list_and_inputs
        create_module_properties current_execution_context execute first_real_override format_value
        full_type_name get_current_span get_input_data get_input_info get_nodes get_output_data
        get_output_from_returns get_progress_state interruption io is_class is_link iterate_obj_classes logger
        make_locked_method_func map_node_over_list merge_result_data model_management nullcontext
        reset_progress_state resolve_map_node_over_list_results should_panic_on_exception tracer
        use_requests_caching validate_inputs validate_node_input validate_prompt
        vanilla_environment_node_execution_hooks asyncio= copy= heapq= inspect= json= logging= sys= threading=
        time= torch= traceback=
    """,
    "comfy.cmd.latent_preview": """
        Image KNOWN_APPROX_VAES Latent2RGBPreviewer(decode_latent_to_preview) LatentPreviewMethod
        LatentPreviewer(decode_latent_to_preview, decode_latent_to_preview_image) MAX_PREVIEW_RESOLUTION
        TAEHVPreviewerImpl(decode_latent_to_preview) TAESD TAESDPreviewerImpl(decode_latent_to_preview)
        UnencodedPreviewImageMessage VAE VIDEO_TAES:list args current_execution_context default_preview_method
        folder_paths get_or_download get_previewer load_torch_file logger model_management prepare_callback
        preview_to_image set_preview_method utils logging= torch=
    """,
    "comfy.comfy_types": """
        CheckLazyMixin ComfyNodeABC FileLocator IO InputTypeDict UnetApplyConds(c_concat, c_crossattn,
        control, transformer_options) UnetApplyFunction UnetParams(c, cond_or_uncond, input, timestep)
        UnetWrapperFunction torch=
    """,
    "comfy.comfy_types.examples.example_nodes": """
        ExampleNode(CATEGORY, DESCRIPTION, FUNCTION, INPUT_TYPES, RETURN_NAMES, RETURN_TYPES, execute)
    """,
    "comfy.conds": """
        CONDConstant(can_concat, concat, process_cond, size) CONDCrossAttn(can_concat, concat)
        CONDList(can_concat, concat, process_cond, size) CONDNoiseShape(process_cond) CONDRegular(can_concat,
        concat, process_cond, size) logger logging= math= torch=
    """,
    "comfy.context_windows": """
        CONTEXT_MAPPING:dict ContextFuseMethod(func, name) ContextFuseMethods(FLAT, LIST, LIST_STATIC,
        OVERLAP_LINEAR, PYRAMID, RELATIVE) ContextHandlerABC(execute, get_resized_cond, should_use_context)
        ContextResults ContextSchedule(func, name) ContextSchedules(BATCHED, STATIC_STANDARD, UNIFORM_LOOPED,
        UNIFORM_STANDARD) ContextWindowABC(add_window, get_tensor) FUSE_MAPPING:dict
        IndexListCallbacks(COMBINE_CONTEXT_WINDOW_RESULTS, EVALUATE_CONTEXT_WINDOWS, EXECUTE_CLEANUP,
        EXECUTE_START, RESIZE_COND_ITEM, init_callbacks) IndexListContextHandler(__init__,
        combine_context_window_results, evaluate_context_windows, execute, get_context_windows,
        get_resized_cond, prepare_control_objects, set_step, should_use_context)
        IndexListContextWindow(add_window, get_region_index, get_tensor) apply_freenoise
        create_prepare_sampling_wrapper create_sampler_sample_wrapper create_weights_flat
        create_weights_overlap_linear create_weights_pyramid create_windows_batched create_windows_default
        create_windows_static_standard create_windows_uniform_looped create_windows_uniform_standard
        does_window_roll_over get_context_weights get_matching_context_schedule get_matching_fuse_method
        get_missing_indexes get_shape_for_dim logger match_weights_to_dim ordered_halving shift_window_to_end
        shift_window_to_start collections= logging= np=numpy torch=
    """,
    "comfy.controlnet": """
        ControlBase(cleanup, control_merge, copy_to, get_extra_hooks, get_models,
        inference_memory_requirements, pre_run, set_cond_hint, set_extra_arg, set_previous_controlnet)
        ControlLora(cleanup, copy, get_models, inference_memory_requirements, pre_run) ControlLoraOps(Conv2d,
        Linear) ControlNet(cleanup, copy, get_control, get_models, pre_run) ControlNetSD35(copy, pre_run)
        StrengthType(CONSTANT, LINEAR_UP) T2IAdapter(copy, get_control, scale_image_to) broadcast_image_to
        controlnet_config controlnet_load_state_dict convert_mistoline load_controlnet
        load_controlnet_flux_instantx load_controlnet_flux_instantx_union load_controlnet_flux_xlabs_mistoline
        load_controlnet_hunyuandit load_controlnet_mmdit load_controlnet_qwen_instantx load_controlnet_sd35
        load_controlnet_state_dict load_t2i_adapter logger logging= math= os= torch=
    """,
    "comfy.diffusers_convert": """
        cat_tensors code2idx:dict convert_text_enc_state_dict convert_text_enc_state_dict_v20
        convert_vae_state_dict logger protected reshape_weight_for_sd textenc_conversion_lst:list
        textenc_pattern vae_conversion_map:list vae_conversion_map_attn:list logging= re= torch=
    """,
    "comfy.diffusers_load": "first_file load_diffusers os=",
    "comfy.extra_samplers.uni_pc": """
        NoiseScheduleVP(inverse_lambda, marginal_alpha, marginal_lambda, marginal_log_mean_coeff,
        marginal_std) SigmaConvert(marginal_alpha, marginal_lambda, marginal_log_mean_coeff, marginal_std,
        schedule) UniPC(data_prediction_fn, denoise_to_zero_fn, dynamic_thresholding_fn,
        get_orders_and_timesteps_for_singlestep_solver, get_time_steps, model_fn, multistep_uni_pc_bh_update,
        multistep_uni_pc_update, multistep_uni_pc_vary_update, noise_prediction_fn, sample) expand_dims
        interpolate_fn logger model_wrapper predict_eps_sigma sample_unipc sample_unipc_bh2 logging= math=
        torch=
    """,
    "comfy.float": """
        calc_mantissa manual_stochastic_round_to_float8 stochastic_float_to_fp4_e2m1
        stochastic_round_quantize_nvfp4 stochastic_round_quantize_nvfp4_block
        stochastic_round_quantize_nvfp4_by_block stochastic_rounding to_blocked torch=
    """,
    "comfy.gligen": """
        FourierEmbedder GatedCrossAttentionDense(forward) GatedSelfAttentionDense(forward)
        GatedSelfAttentionDense2(forward) Gligen(set_empty, set_position) PositionNet(forward) load_gligen ops
        math= torch=
    """,
    "comfy.hooks": """
        AdditionalModelsHook(add_hook_patches, clone) EnumHookMode(MaxSpeed, MinVram)
        EnumHookScope(AllConditioning, HookedOnly) EnumHookType(AdditionalModels, Injections, ObjectPatch,
        TransformerOptions, Weight) EnumWeightTarget(Clip, Model) Hook(add_hook_patches, clone,
        initialize_timesteps, reset, should_register, strength) HookGroup(add, clone, clone_and_combine,
        combine_all_hooks, contains, get_hooks_for_clip_schedule, get_type, is_subset_of,
        new_with_common_hooks, remove, reset, set_keyframes_on_hooks) HookKeyframe(clone,
        get_effective_guarantee_steps) HookKeyframeGroup(add, clone, has_guarantee_steps, has_index,
        initialize_timesteps, is_empty, prepare_current_keyframe, reset, strength)
        InjectionsHook(add_hook_patches, clone) InterpolationMethod(EASE_IN, EASE_IN_OUT, EASE_OUT, LINEAR,
        get_weights) ObjectPatchHook(add_hook_patches, clone) TransformerOptionsHook(add_hook_patches, clone,
        on_apply_hooks) WeightHook(add_hook_patches, clone, strength_clip, strength_model) WrapperHook
        _HookRef combine_conditioning combine_with_new_conds conditioning_set_values_with_hooks
        create_hook_lora create_hook_model_as_lora create_target_dict create_transformer_options_from_hooks
        default_should_register get_patch_weights_from_model get_sorted_list_via_attr
        load_hook_lora_for_models logger on_apply_hooks set_conds_props set_conds_props_and_combine
        set_default_conds_and_combine set_hooks_for_conditioning set_mask_for_conditioning
        set_timesteps_for_conditioning enum= itertools= logging= math= np=numpy torch=
    """,
    "comfy.image_encoders.dino2": """
        Dino2AttentionBlock(forward) Dino2AttentionOutput(forward) Dino2Block(forward)
        Dino2Embeddings(forward) Dino2Encoder(forward) Dino2PatchEmbeddings(forward) Dinov2MLP(forward)
        Dinov2Model(forward) LayerScale(forward) SwiGLUFFN(forward) torch=
    """,
    "comfy.k_diffusion.deis": "cal_intergrand cal_poly edm2t get_deis_coeff_list t2alpha_fn np=numpy torch=",
    "comfy.k_diffusion.sa_solver": """
        compute_exponential_coeffs compute_simple_stochastic_adams_b_coeffs compute_stochastic_adams_b_coeffs
        get_tau_interval_func math= torch=
    """,
    "comfy.k_diffusion.sampling": """
        BatchedBrownianTree(sort) BrownianTreeNoiseSampler DDPMSampler_step DPMSolver(dpm_solver_1_step,
        dpm_solver_2_step, dpm_solver_3_step, dpm_solver_adaptive, dpm_solver_fast, eps, sigma, t)
        PIDStepSizeController(limiter, propose_step) append_zero default_noise_sampler ei_h_phi_1 ei_h_phi_2
        generic_step_sampler get_ancestral_step get_sigmas_exponential get_sigmas_karras get_sigmas_laplace
        get_sigmas_polyexponential get_sigmas_vp half_log_snr_to_sigma linear_multistep_coeff
        offset_first_sigma_for_snr res_multistep sample_ddpm sample_deis sample_dpm_2 sample_dpm_2_ancestral
        sample_dpm_2_ancestral_RF sample_dpm_adaptive sample_dpm_fast sample_dpmpp_2m sample_dpmpp_2m_cfg_pp
        sample_dpmpp_2m_sde sample_dpmpp_2m_sde_gpu sample_dpmpp_2m_sde_heun sample_dpmpp_2m_sde_heun_gpu
        sample_dpmpp_2s_ancestral sample_dpmpp_2s_ancestral_RF sample_dpmpp_2s_ancestral_cfg_pp
        sample_dpmpp_3m_sde sample_dpmpp_3m_sde_gpu sample_dpmpp_sde sample_dpmpp_sde_gpu sample_er_sde
        sample_euler sample_euler_ancestral sample_euler_ancestral_RF sample_euler_ancestral_cfg_pp
        sample_euler_cfg_pp sample_exp_heun_2_x0 sample_exp_heun_2_x0_sde sample_gradient_estimation
        sample_gradient_estimation_cfg_pp sample_heun sample_heunpp2 sample_ipndm sample_ipndm_v sample_lcm
        sample_lms sample_res_multistep sample_res_multistep_ancestral sample_res_multistep_ancestral_cfg_pp
        sample_res_multistep_cfg_pp sample_sa_solver sample_sa_solver_pece sample_seeds_2 sample_seeds_3
        sigma_to_half_log_snr to_d math= torch= torchsde=
    """,
    "comfy.k_diffusion.utils": """
        CSVLogger(write) EMAWarmup(get_value, load_state_dict, state_dict, step) ExponentialLR(get_lr)
        FolderOfImages(IMG_EXTENSIONS) InverseLR(get_lr) append_dims download_file ema_update eval_mode
        hf_datasets_augs_helper n_params rand_log_logistic rand_log_normal rand_log_uniform
        rand_split_log_normal rand_v_diffusion tf32_mode train_mode hashlib= math= shutil= torch= urllib=
        warnings=
    """,
    "comfy.latent_formats": """
        ACEAudio(latent_channels, latent_dimensions) ChromaRadiance(latent_channels, process_in, process_out)
        Cosmos1CV8x8x8(latent_channels, latent_dimensions, latent_rgb_factors, latent_rgb_factors_bias)
        Flux(latent_channels, process_in, process_out) Flux2(latent_channels, process_in, process_out)
        Hunyuan3Dv2(latent_channels, latent_dimensions, scale_factor) Hunyuan3Dv2_1(latent_channels,
        latent_dimensions, scale_factor) Hunyuan3Dv2mini(latent_channels, latent_dimensions, scale_factor)
        HunyuanImage21(latent_channels, latent_dimensions, latent_rgb_factors, latent_rgb_factors_bias,
        scale_factor) HunyuanImage21Refiner(latent_channels, latent_dimensions, process_in, process_out,
        scale_factor) HunyuanVideo(latent_channels, latent_dimensions, latent_rgb_factors,
        latent_rgb_factors_bias, scale_factor, taesd_decoder_name) HunyuanVideo15(latent_channels,
        latent_dimensions, latent_rgb_factors, latent_rgb_factors_bias, scale_factor, taesd_decoder_name)
        LTXAV LTXV(latent_channels, latent_dimensions) LatentFormat(latent_channels, latent_dimensions,
        latent_rgb_factors, latent_rgb_factors_bias, latent_rgb_factors_reshape, process_in, process_out,
        scale_factor, taesd_decoder_name) Mochi(latent_channels, latent_dimensions, process_in, process_out)
        SC_B SC_Prior(latent_channels) SD15 SD3(latent_channels, process_in, process_out) SDXL(scale_factor)
        SDXL_Playground_2_5(process_in, process_out) SD_X4 StableAudio1(latent_channels, latent_dimensions)
        Wan21(latent_channels, latent_dimensions, latent_rgb_factors, latent_rgb_factors_bias, process_in,
        process_out) Wan22(latent_channels, latent_dimensions, latent_rgb_factors, latent_rgb_factors_bias)
        torch=
    """,
    "comfy.ldm.ace.attention": """
        Attention(forward) ConvLayer(forward) CustomLiteLAProcessor2_0(apply_rotary_emb)
        CustomerAttnProcessor2_0(apply_rotary_emb) GLUMBConv(forward) LinearTransformerBlock(forward)
        get_same_padding t2i_modulate val2list val2tuple F=torch.nn.functional torch=
    """,
    "comfy.ldm.ace.lyric_encoder": """
        ACTIVATION_CLASSES:dict ATTENTION_CLASSES:dict ConformerEncoder(forward, forward_layers)
        ConformerEncoderLayer(forward) ConvolutionModule(forward) EspnetRelPositionalEncoding(extend_pe,
        forward, position_encoding) LinearEmbed(forward, position_encoding) MultiHeadedAttention(forward,
        forward_attention, forward_qkv) PositionwiseFeedForward(forward)
        RelPositionMultiHeadedAttention(forward, rel_shift) Swish(forward) add_optional_chunk_mask
        make_pad_mask subsequent_chunk_mask subsequent_mask math= torch=
    """,
    "comfy.ldm.ace.model": """
        ACEStepTransformer2DModel(decode, encode, forward, forward_lyric_encoder) PatchEmbed(forward)
        Qwen2RotaryEmbedding(forward) T2IFinalLayer(forward, unpatchfy) cross_norm torch=
    """,
    "comfy.ldm.ace.vae.autoencoder_dc": """
        AutoencoderDC(decode, encode, forward) DCDownBlock2d(forward) DCUpBlock2d(forward) Decoder(forward)
        EfficientViTBlock(forward) Encoder(forward) GLUMBConv(forward) RMSNorm(forward) ResBlock(forward)
        SanaMultiscaleAttentionProjection(forward) SanaMultiscaleLinearAttention(apply_linear_attention,
        apply_quadratic_attention, forward) get_activation get_block get_normalization ops
        F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.ace.vae.music_dcae_pipeline": """
        MusicDCAE(decode, encode, forward, forward_mel) logger logging= torch= torchaudio=
        transforms=torchvision.transforms
    """,
    "comfy.ldm.ace.vae.music_log_mel": """
        LinearSpectrogram(forward) LogMelSpectrogram(compress, decompress, forward) logger logging=
        nn=torch.nn torch=
    """,
    "comfy.ldm.ace.vae.music_vocoder": """
        ADaMoSHiFiGANV1(decode, encode, forward) ConvNeXtBlock(forward) ConvNeXtEncoder(forward)
        DropPath(extra_repr, forward) HiFiGANGenerator(forward, remove_weight_norm) LayerNorm(forward)
        ParallelConvNeXtBlock(forward) ResBlock1(forward, remove_weight_norm) drop_path get_padding ops
        F=torch.nn.functional np=numpy torch=
    """,
    "comfy.ldm.anima.model": """
        Anima(preprocess_text_embeds) Attention(forward, init_weights) LLMAdapter(forward)
        RotaryEmbedding(forward) TransformerBlock(forward, init_weights) apply_rotary_pos_emb rotate_half
        F=torch.nn.functional torch=
    """,
    "comfy.ldm.audio.autoencoder": """
        AudioOobleckVAE(decode, encode) DecoderBlock(forward) EncoderBlock(forward) OobleckDecoder(forward)
        OobleckEncoder(forward) ResidualUnit(forward) SnakeBeta(forward) VAEBottleneck(decode, encode)
        WNConv1d WNConvTranspose1d get_activation ops snake_beta vae_sample math= torch=
    """,
    "comfy.ldm.audio.dit": """
        AbsolutePositionalEmbedding(forward) Attention(forward) AudioDiffusionTransformer(forward)
        ConformerModule(forward) ContinuousTransformer(forward) FeedForward(forward) FourierFeatures(forward)
        GLU(forward) LayerNorm(forward) RotaryEmbedding(forward, forward_from_seq_len)
        ScaledSinusoidalEmbedding(forward) TransformerBlock(forward) apply_rotary_pos_emb rotate_half math=
        torch=
    """,
    "comfy.ldm.audio.embedders": """
        Conditioner(forward) LearnedPositionalEmbedding(forward) NumberConditioner(forward)
        NumberEmbedder(forward) TimePositionalEmbedding math= nn=torch.nn torch=
    """,
    "comfy.ldm.aura.mmdit": """
        DiTBlock(forward) DoubleAttention(forward) MLP(forward) MMDiT(apply_pos_embeds, extend_pe, forward,
        patchify, pe_selection_index_based_on_dim, unpatchify) MMDiTBlock(forward) MultiHeadLayerNorm(forward)
        SingleAttention(forward) TimestepEmbedder(forward, timestep_embedding) find_multiple modulate
        F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.ldm.cascade.common": """
        Attention2D(forward) AttnBlock(forward) FeedForwardBlock(forward) GlobalResponseNorm(forward)
        LayerNorm2d_op OptimizedAttention(forward) ResBlock(forward) TimestepBlock(forward) nn=torch.nn torch=
    """,
    "comfy.ldm.cascade.controlnet": "CNetResBlock(forward) ControlNet(forward) torchvision=",
    "comfy.ldm.cascade.stage_a": """
        Discriminator(forward) ResBlock(forward) StageA(decode, encode, forward) VectorQuantize(forward,
        idx2vq) ops vector_quantize(backward, forward) torch=
    """,
    "comfy.ldm.cascade.stage_b": """
        StageB(forward, gen_c_embeddings, gen_r_embedding, update_weights_ema) math= torch=
    """,
    "comfy.ldm.cascade.stage_c": """
        StageC(forward, gen_c_embeddings, gen_r_embedding, update_weights_ema) UpDownBlock2d(forward) math=
        torch=
    """,
    "comfy.ldm.cascade.stage_c_coder": """
        EfficientNetEncoder(forward) Previewer(forward) StageC_coder(decode, encode) ops torch= torchvision=
    """,
    "comfy.ldm.chroma.layers": """
        Approximator(device, forward) ChromaModulationOut(from_offset) DoubleStreamBlock(forward)
        LastLayer(forward) SingleStreamBlock(forward) torch=
    """,
    "comfy.ldm.chroma.model": """
        Chroma(forward, forward_orig, get_modulations) ChromaParams(axes_dim, context_in_dim, depth,
        depth_single_blocks, hidden_dim, hidden_size, in_channels, in_dim, mlp_ratio, n_layers, num_heads,
        out_channels, out_dim, patch_size, qkv_bias, theta, txt_ids_dims, vec_in_dim) torch=
    """,
    "comfy.ldm.chroma_radiance.layers": """
        NerfEmbedder(fetch_pos, forward) NerfFinalLayer(forward) NerfFinalLayerConv(forward)
        NerfGLUBlock(forward) torch=
    """,
    "comfy.ldm.chroma_radiance.model": """
        ChromaRadiance(forward_nerf, forward_tiled_nerf, img_in, radiance_get_override_params)
        ChromaRadianceParams(nerf_depth, nerf_embedder_dtype, nerf_final_head_type, nerf_hidden_size,
        nerf_max_freqs, nerf_mlp_ratio, nerf_tile_size, patch_size, use_x0) torch=
    """,
    "comfy.ldm.common_dit": "pad_to_patch_size rms_norm torch=",
    "comfy.ldm.cosmos.blocks": """
        Attention(cal_qkv, forward) BaseAttentionOp DITBuildingBlock(forward) FeedForward(forward)
        FinalLayer(forward) FourierFeatures(forward) GPT2FeedForward(forward)
        GeneralDITTransformerBlock(forward) PatchEmbed(forward) TimestepEmbedding(forward) Timesteps(forward)
        VideoAttn(forward) adaln_norm_state get_normalization logger modulate logging= math= np=numpy torch=
    """,
    "comfy.ldm.cosmos.cosmos_tokenizer.layers3d": """
        CausalAttnBlock(forward) CausalConv3d(forward) CausalDownsample3d(forward)
        CausalHybridDownsample3d(forward) CausalHybridUpsample3d(forward) CausalResnetBlock3d(forward)
        CausalResnetBlockFactorized3d(forward) CausalTemporalAttnBlock(forward) CausalUpsample3d(forward)
        DecoderBase(forward, unpatcher3d) DecoderFactorized(forward) EncoderBase(forward, patcher3d)
        EncoderFactorized(forward) logger ops F=torch.nn.functional logging= math= nn=torch.nn np=numpy torch=
    """,
    "comfy.ldm.cosmos.cosmos_tokenizer.patching": """
        Patcher(forward) Patcher3D UnPatcher(forward) UnPatcher3D F=torch.nn.functional torch=
    """,
    "comfy.ldm.cosmos.cosmos_tokenizer.utils": """
        CausalNormalize(forward) Normalize batch2space batch2time cast_tuple default divisible_by entropy
        exists is_odd log nonlinearity ops replication_pad round_ste space2batch time2batch torch=
    """,
    "comfy.ldm.cosmos.model": """
        DataType(IMAGE, VIDEO) GeneralDIT(build_pos_embed, decoder_head, forward, forward_before_blocks,
        prepare_embedded_sequence) logger logging= torch=
    """,
    "comfy.ldm.cosmos.position_embedding": """
        LearnablePosEmbAxis(generate_embeddings) VideoPositionEmb(forward, generate_embeddings)
        VideoRopePosition3DEmb(generate_embeddings) normalize math= torch=
    """,
    "comfy.ldm.cosmos.predict2": """
        Attention(compute_attention, compute_qkv, forward) Block(forward) FinalLayer(forward)
        GPT2FeedForward(forward) MiniTrainDIT(build_pos_embed, forward, prepare_embedded_sequence, unpatchify)
        PatchEmbed(forward) TimestepEmbedding(forward) Timesteps(forward) apply_rotary_pos_emb logger
        torch_attention_op logging= math= torch=
    """,
    "comfy.ldm.cosmos.vae": """
        CausalContinuousVideoTokenizer(decode, encode) ContinuousFormulation(AE, VAE)
        GaussianDistribution(forward, sample) IdentityDistribution(forward) logger logging= math= torch=
    """,
    "comfy.ldm.flux.controlnet": """
        ControlNetFlux(forward, forward_orig) MistolineCondDownsamplBlock(forward)
        MistolineControlnetBlock(forward) math= torch=
    """,
    "comfy.ldm.flux.layers": """
        DoubleStreamBlock(forward) EmbedND(forward) LastLayer(forward) MLPEmbedder(forward)
        Modulation(forward) ModulationOut(gate, scale, shift) QKNorm(forward) RMSNorm(forward) SelfAttention
        SiLUActivation(forward) SingleStreamBlock(forward) YakMLP(forward) apply_mod build_mlp
        timestep_embedding math= torch=
    """,
    "comfy.ldm.flux.math": "apply_rope apply_rope1 attention logger rope logging= torch=",
    "comfy.ldm.flux.model": """
        Flux(forward, forward_orig, process_img) FluxParams(axes_dim, context_in_dim, default_ref_method,
        depth, depth_single_blocks, global_modulation, guidance_embed, hidden_size, in_channels, mlp_ratio,
        mlp_silu_act, num_heads, ops_bias, out_channels, patch_size, qkv_bias, ref_index_scale, theta,
        txt_ids_dims, txt_norm, vec_in_dim, yak_mlp) torch=
    """,
    "comfy.ldm.flux.redux": "ReduxImageEncoder(forward) ops torch=",
    "comfy.ldm.flux.weight_dtypes": "FLUX_WEIGHT_DTYPES:list",
    "comfy.ldm.genmo.joint_model.asymm_models_joint": """
        AsymmDiTJoint(embed_x, forward, prepare) AsymmetricAttention(forward) AsymmetricJointBlock(ff_block_x,
        ff_block_y, forward) FinalLayer(forward) modulated_rmsnorm residual_tanh_gated_rmsnorm
        F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.genmo.joint_model.layers": """
        FeedForward(forward) PatchEmbed(forward) TimestepEmbedder(forward, timestep_embedding) to_2tuple
        F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.ldm.genmo.joint_model.rope_mixed": """
        centers compute_mixed_rotation create_position_matrix math= torch=
    """,
    "comfy.ldm.genmo.joint_model.temporal_rope": "apply_rotary_emb_qk_real torch=",
    "comfy.ldm.genmo.joint_model.utils": """
        AttentionPool(forward) modulate pool_tokens F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.genmo.vae.model": """
        Attention(forward) AttentionBlock(forward) CausalUpsampleBlock(forward) Conv1x1(forward)
        Decoder(forward) DepthToSpaceTime(extra_repr, forward) DownsampleBlock(forward) Encoder(forward,
        spatial_downsample, temporal_downsample) FourierFeatures(forward) GroupNormSpatial(forward)
        LatentDistribution(mode, sample) PConv3d(forward) ResBlock(forward) VideoVAE(decode, encode)
        add_fourier_features block_fn cast_tuple norm_fn ops F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.ldm.hidream.model": """
        BlockType(SingleTransformerBlock, TransformerBlock) EmbedND(forward) FeedForwardSwiGLU(forward)
        HiDreamAttention(forward) HiDreamAttnProcessor_flashattn HiDreamImageBlock(forward)
        HiDreamImageSingleTransformerBlock(forward) HiDreamImageTransformer2DModel(expand_timesteps, forward,
        patchify, unpatchify) HiDreamImageTransformerBlock(forward) MOEFeedForwardSwiGLU(forward, moe_infer)
        MoEGate(forward, reset_parameters) PatchEmbed(forward) PooledEmbed(forward) TextProjection(forward)
        TimestepEmbed(forward) attention F=torch.nn.functional einops= nn=torch.nn torch=
    """,
    "comfy.ldm.hunyuan3d.model": "Hunyuan3Dv2(forward) torch=",
    "comfy.ldm.hunyuan3d.vae": """
        CrossAttentionDecoder(forward) CrossAttentionProcessor DiagonalGaussianDistribution(sample)
        DropPath(extra_repr, forward) FourierEmbedder(forward, get_dims) MLP(forward)
        MultiheadAttention(forward) MultiheadCrossAttention(forward) PointCrossAttention(forward,
        handle_features, sample_points_and_latents, subsample) QKVMultiheadAttention(forward)
        QKVMultiheadCrossAttention(forward) ResidualAttentionBlock(forward)
        ResidualCrossAttentionBlock(forward) ShapeVAE(decode, encode) SharpEdgeSurfaceLoader
        Transformer(forward) VanillaVolumeDecoder detect_sharp_edges fps load_surface_sharpedge logger
        normalize_mesh ops sample_pointcloud sharp_sample_pointcloud F=torch.nn.functional logging= math=
        nn=torch.nn np=numpy torch=
    """,
    "comfy.ldm.hunyuan3dv2_1.hunyuandit": """
        AddAuxLoss(backward, forward) Attention(forward) CrossAttention(forward) FeedForward(forward)
        FinalLayer(forward) GELU(forward, gelu) HunYuanDiTBlock(forward) HunYuanDiTPlain(forward) MLP(forward)
        MoEBlock(forward, moe_infer) MoEGate(forward) TimestepEmbedder(forward) Timesteps(forward)
        F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.ldm.hunyuan_video.model": """
        ByT5Mapper(forward) HunyuanVideo(forward, forward_orig, img_ids, img_ids_2d)
        HunyuanVideoParams(axes_dim, byt5, context_in_dim, depth, depth_single_blocks, guidance_embed,
        hidden_size, in_channels, meanflow, meanflow_sum, mlp_ratio, num_heads, out_channels, patch_size,
        qkv_bias, theta, use_cond_type_embedding, vec_in_dim, vision_in_dim) IndividualTokenRefiner(forward)
        SelfAttentionRef TokenRefiner(forward) TokenRefinerBlock(forward) torch=
    """,
    "comfy.ldm.hunyuan_video.upsampler": """
        HunyuanVideo15SRModel(get_sd, load_sd, resample_latent) SRModel3DV2(forward)
        SRResidualCausalBlock3D(forward) UPSAMPLERS:dict Upsampler(forward) F=torch.nn.functional nn=torch.nn
        torch=
    """,
    "comfy.ldm.hunyuan_video.vae": """
        Decoder(forward) Encoder(forward) PixelShuffle2D(forward) PixelUnshuffle2D(forward) ops
        F=torch.nn.functional nn=torch.nn
    """,
    "comfy.ldm.hunyuan_video.vae_refiner": """
        Decoder(forward) DnSmpl(forward) Encoder(forward) RMS_norm(forward) UpSmpl(forward) ops
        F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.hydit.attn_layers": """
        Attention(forward) CrossAttention(forward) apply_rotary_emb reshape_for_broadcast rotate_half
        nn=torch.nn torch=
    """,
    "comfy.ldm.hydit.controlnet": "HunYuanControlNet(forward) nn=torch.nn torch=",
    "comfy.ldm.hydit.models": """
        FinalLayer(forward) HunYuanDiT(forward, unpatchify) HunYuanDiTBlock(forward) calc_rope modulate
        nn=torch.nn torch=
    """,
    "comfy.ldm.hydit.poolers": "AttentionPool(forward) nn=torch.nn torch=",
    "comfy.ldm.hydit.posemb_layers": """
        calc_sizes get_1d_rotary_pos_embed get_1d_sincos_pos_embed_from_grid get_2d_rotary_pos_embed
        get_2d_rotary_pos_embed_from_grid get_2d_sincos_pos_embed get_2d_sincos_pos_embed_from_grid
        get_fill_resize_and_crop get_meshgrid init_image_posemb np=numpy torch=
    """,
    "comfy.ldm.kandinsky5.model": """
        CrossAttention(forward, get_qkv) FeedForward(forward) Kandinsky5(forward, forward_orig,
        rope_encode_1d, rope_encode_3d) Modulation(forward) OutLayer(forward) SelfAttention(forward)
        TextEmbeddings(forward) TimeEmbeddings(forward) TransformerDecoderBlock(forward)
        TransformerEncoderBlock(forward) VisualEmbeddings(forward) apply_gate_sum apply_scale_shift_norm
        attention get_freqs get_shift_scale_gate math= torch=
    """,
    "comfy.ldm.lightricks.av_model": """
        BasicAVTransformerBlock(forward, get_ada_values, get_av_ca_ada_values) CompressedTimestep(expand,
        expand_for_computation) LTXAVModel(forward, recombine_audio_and_video_latents,
        separate_audio_and_video_latents) nn=torch.nn torch=
    """,
    "comfy.ldm.lightricks.embeddings_connector": """
        BasicTransformerBlock1D(forward) Embeddings1DConnector(forward, generate_freq_grid,
        get_fractional_positions, precompute_freqs, precompute_freqs_cis) math= torch=
    """,
    "comfy.ldm.lightricks.latent_upsampler": """
        BlurDownsample(forward) LatentUpsampler(config, forward, from_config) PixelShuffleND(forward)
        ResBlock(forward) SpatialRationalResampler(forward) F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.lightricks.model": """
        AdaLayerNormSingle(forward) BasicTransformerBlock(forward) CrossAttention(forward)
        FeedForward(forward) GELU_approx(forward) LTXBaseModel(forward) LTXFrequenciesPrecision(FLOAT32,
        FLOAT64, KEY, from_dict) LTXRopeType(INTERLEAVED, KEY, SPLIT, from_dict) LTXVModel(forward)
        PixArtAlphaCombinedTimestepSizeEmbeddings(forward) PixArtAlphaTextProjection(forward)
        TimestepEmbedding(forward) Timesteps(forward) apply_interleaved_rotary_emb apply_rotary_emb
        apply_split_rotary_emb generate_freq_grid_np generate_freq_grid_pytorch generate_freqs
        get_fractional_positions get_timestep_embedding interleaved_freqs_cis precompute_freqs_cis
        split_freqs_cis functools= math= np=numpy torch=
    """,
    "comfy.ldm.lightricks.symmetric_patchifier": """
        AudioPatchifier(copy_with_shift, patchify, unpatchify) Patchifier(get_latent_coords, patch_size,
        patchify, unpatchify) SymmetricPatchifier(patchify, unpatchify) latent_to_pixel_coords torch=
    """,
    "comfy.ldm.lightricks.vae.audio_vae": """
        AudioLatentNormalizer(denormalize, normalize) AudioPreprocessor(resample, waveform_to_mel)
        AudioVAE(decode, encode, latent_channels, latent_frequency_bins, latents_per_second, mel_bins,
        mel_hop_length, memory_required, num_of_latents_from_frames, output_sample_rate, run_vocoder,
        sample_rate, target_shape_from_latents) AudioVAEComponentConfig(autoencoder, from_metadata, vocoder)
        LATENT_DOWNSAMPLE_FACTOR ModelDeviceManager(ensure_model_loaded, load_device, move_to_load_device)
        json= math= torch=
    """,
    "comfy.ldm.lightricks.vae.causal_audio_autoencoder": """
        AttentionType(LINEAR, NONE, VANILLA) AttnBlock(forward) CausalAudioAutoencoder(decode, encode,
        get_config) CausalConv2d(forward) CausalityAxis(HEIGHT, NONE, WIDTH, WIDTH_COMPATIBILITY)
        Decoder(forward, get_config) Downsample(forward) Encoder(forward) Normalize ResnetBlock(forward)
        StringConvertibleEnum(str_to_enum) Upsample(forward) logger make_attn make_conv2d processor(normalize,
        un_normalize) logging= torch=
    """,
    "comfy.ldm.lightricks.vae.causal_conv3d": "CausalConv3d(forward,weight) ops nn=torch.nn threading= torch=",
    "comfy.ldm.lightricks.vae.causal_video_autoencoder": """
        Decoder(forward, forward_orig) DepthToSpaceUpsample(forward) Encoder(forward, forward_orig)
        LayerNorm(forward) MAX_CHUNK_SIZE ResnetBlock3D(forward) SpaceToDepthDownsample(forward)
        UNetMidBlock3D(forward) VideoVAE(decode, encode, guess_config) add_exchange_cache mark_conv3d_ended
        ops patchify processor(normalize, un_normalize) split2 unpatchify math= threading= torch=
    """,
    "comfy.ldm.lightricks.vae.conv_nd_factory": "make_conv_nd make_linear_nd ops",
    "comfy.ldm.lightricks.vae.dual_conv3d": """
        DualConv3d(forward, forward_with_2d, forward_with_3d, reset_parameters, weight)
        test_dual_conv3d_consistency F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.ldm.lightricks.vae.pixel_norm": "PixelNorm(forward) torch=",
    "comfy.ldm.lightricks.vocoders.vocoder": """
        LRELU_SLOPE ResBlock1(forward) ResBlock2(forward) Vocoder(forward, get_default_config) get_padding
        F=torch.nn.functional nn=torch.nn np=numpy torch=
    """,
    "comfy.ldm.lumina.controlnet": """
        ZImageControlTransformerBlock(forward) ZImage_Control(forward, forward_control_block,
        forward_noise_refiner_block) torch=
    """,
    "comfy.ldm.lumina.model": """
        FeedForward(forward) FinalLayer(forward) JointAttention(apply_rotary_emb, forward)
        JointTransformerBlock(forward) NextDiT(embed_all, embed_cap, forward, patchify_and_embed, unpatchify)
        apply_gate clamp_fp16 invert_slices modulate pad_zimage pos_ids_x F=torch.nn.functional nn=torch.nn
        torch=
    """,
    "comfy.ldm.minimax.model": "PackedLayout _mod_gate _mod_scale_shift",
    "comfy.ldm.mmaudio.vae.activations": "Snake(forward) SnakeBeta(forward) torch=",
    "comfy.ldm.mmaudio.vae.alias_free_torch": """
        Activation1d(forward) DownSample1d(forward) LowPassFilter1d(forward) UpSample1d(forward)
        kaiser_sinc_filter1d sinc F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.ldm.mmaudio.vae.autoencoder": """
        AudioAutoencoder(decode, encode, encode_audio) MelConverter(device, forward)
        dynamic_range_compression_torch spectral_normalize_torch logging= nn=torch.nn torch= torchaudio=
    """,
    "comfy.ldm.mmaudio.vae.bigvgan": """
        AMPBlock1(forward) AMPBlock2(forward) BigVGANVocoder(forward) get_padding ops nn=torch.nn torch=
    """,
    "comfy.ldm.mmaudio.vae.distributions": """
        AbstractDistribution(mode, sample) DiagonalGaussianDistribution(kl, mode, nll, sample)
        DiracDistribution(mode, sample) normal_kl np=numpy torch=
    """,
    "comfy.ldm.mmaudio.vae.vae": """
        DATA_MEAN_128D:list DATA_MEAN_80D:list DATA_STD_128D:list DATA_STD_80D:list Decoder1D(forward)
        Encoder1D(forward) VAE(decode, device, encode, forward, get_last_layer, initialize_weights,
        load_weights, normalize, remove_weight_norm, unnormalize) VAE_16k VAE_44k get_my_vae log ops logging=
        nn=torch.nn torch=
    """,
    "comfy.ldm.mmaudio.vae.vae_modules": """
        AttnBlock1D(forward) Downsample1D(forward) ResnetBlock1D(forward) Upsample1D(forward) mp_sum
        nonlinearity normalize ops F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.ldm.models.autoencoder": """
        AbstractAutoencoder(configure_optimizers, decode, ema_scope, encode, get_input,
        instantiate_optimizer_from_config, on_train_batch_end) AutoencoderKL AutoencodingEngine(decode,
        encode, forward, get_last_layer) AutoencodingEngineLegacy(decode, encode, get_autoencoder_params)
        DiagonalGaussianRegularizer(forward, get_trainable_parameters) EmptyRegularizer(forward) logger
        logging= math= torch=
    """,
    "comfy.ldm.models.diffusion.ddim": "",
    "comfy.ldm.models.diffusion.plms": "",
    "comfy.ldm.modules.attention": """
        BROKEN_XFORMERS BasicTransformerBlock(forward) CrossAttention(forward) FLASH_ATTENTION_IS_AVAILABLE
        FLASH_ATTN_ERROR FORCE_UPCAST_ATTENTION_DTYPE FeedForward(forward) GEGLU(forward) Normalize
        REGISTERED_ATTENTION_FUNCTIONS:dict SAGE_ATTENTION3_IS_AVAILABLE SAGE_ATTENTION_IS_AVAILABLE
        SDP_BATCH_LIMIT SpatialTransformer(forward) SpatialVideoTransformer(forward) attention3_sage
        attention_basic attention_flash attention_pytorch attention_sage attention_split attention_sub_quad
        attention_xformers default exists flash_attn_fake flash_attn_func flash_attn_wrapper
        get_attention_function get_attn_precision logger ops optimized_attention
        optimized_attention_for_device optimized_attention_masked optimized_attention_no_sage
        optimized_attention_no_sage_masked pytorch_style_decl register_attention_function sageattn
        sageattn3_blackwell uniq wrap_attn x_vers F=torch.nn.functional functools= logging= math= sys= torch=
        xformers=
    """,
    "comfy.ldm.modules.diffusionmodules.mmdit": """
        ContextProcessor(forward) ContextProcessorBlock(forward) DismantledBlock(ATTENTION_MODES, forward,
        post_attention, post_attention_x, pre_attention, pre_attention_x) FinalLayer(forward)
        JointBlock(forward) MMDiT(cropped_pos_embed, forward, forward_core_with_concat, unpatchify)
        Mlp(forward) OpenAISignatureMMDITWrapper(forward) PatchEmbed(dynamic_img_pad, forward)
        RMSNorm(forward) SelfAttention(ATTENTION_MODES, forward, post_attention, pre_attention)
        SelfAttentionContext(forward) SwiGLUFeedForward(forward) TimestepEmbedder(forward)
        VectorEmbedder(forward) block_mixing default gate_cat get_1d_sincos_pos_embed_from_grid
        get_1d_sincos_pos_embed_from_grid_torch get_2d_sincos_pos_embed get_2d_sincos_pos_embed_from_grid
        get_2d_sincos_pos_embed_torch modulate split_qkv nn=torch.nn np=numpy torch=
    """,
    "comfy.ldm.modules.diffusionmodules.model": """
        AttnBlock(forward) CarriedConv3d(forward) Decoder(forward) Downsample(forward) Encoder(forward)
        Model(forward, get_last_layer) Normalize ResnetBlock(forward) Upsample(forward) VideoConv3d(forward)
        conv_carry_causal_3d get_timestep_embedding interpolate_up logger make_attn nonlinearity
        normal_attention ops pytorch_attention slice_attention torch_cat_if_needed vae_attention
        xformers_attention logging= math= nn=torch.nn np=numpy torch= xformers=
    """,
    "comfy.ldm.modules.diffusionmodules.openaimodel": """
        Downsample(forward) ResBlock(forward) Timestep(forward) TimestepBlock(forward)
        TimestepEmbedSequential(forward) UNetModel(forward) Upsample(forward) VideoResBlock(forward)
        apply_control(__doc__) forward_timestep_embed logger ops F=torch.nn.functional logging= nn=torch.nn
        th=torch
    """,
    "comfy.ldm.modules.diffusionmodules.upscaling": """
        AbstractLowScaleModel(decode, forward, q_sample, register_schedule)
        ImageConcatWithNoiseAugmentation(forward) SimpleImageConcat(forward) nn=torch.nn np=numpy torch=
    """,
    "comfy.ldm.modules.diffusionmodules.util": """
        AlphaBlender(forward, get_alpha, strategies) CheckpointFunction(backward, forward)
        HybridConditioner(forward) avg_pool_nd betas_for_alpha_bar checkpoint extract_into_tensor logger
        make_beta_schedule make_ddim_sampling_parameters make_ddim_timesteps mean_flat noise_like scale_module
        timestep_embedding zero_module logging= math= nn=torch.nn np=numpy torch=
    """,
    "comfy.ldm.modules.distributions.distributions": """
        AbstractDistribution(mode, sample) DiagonalGaussianDistribution(kl, mode, nll, sample)
        DiracDistribution(mode, sample) normal_kl np=numpy torch=
    """,
    "comfy.ldm.modules.ema": "LitEma(copy_to,forward,reset_num_updates,restore,store) torch=",
    "comfy.ldm.modules.encoders.noise_aug_modules": """
        CLIPEmbeddingNoiseAugmentation(forward, scale, unscale) torch=
    """,
    "comfy.ldm.modules.image_degradation.bsrgan": "",
    "comfy.ldm.modules.midas.api": "",
    "comfy.ldm.modules.sage_attention_dispatcher": "get_cuda_arch_versions sageattn torch=",
    "comfy.ldm.modules.sub_quadratic_attention": """
        AttnChunk(exp_values, exp_weights_sum, max_score) ComputeQueryChunkAttn ScannedChunk(attn_chunk,
        chunk_idx) SummarizeChunk dynamic_slice efficient_dot_product_attention logger logging= math= torch=
    """,
    "comfy.ldm.modules.temporal_ae": """
        AE3DConv(forward) AttnVideoBlock(forward, get_alpha) Conv2DWrapper(forward)
        VideoDecoder(available_time_modes, get_last_layer) VideoResBlock(forward, get_alpha) make_time_attn
        ops partialclass functools= torch=
    """,
    "comfy.ldm.omnigen.omnigen2": """
        Attention(forward) Lumina2CombinedTimestepCaptionEmbedding(forward) LuminaFeedForward(forward)
        LuminaLayerNormContinuous(forward) LuminaRMSNormZero(forward) OmniGen2RotaryPosEmbed(forward)
        OmniGen2Transformer2DModel(flat_and_pad_to_seq, forward, img_patch_embed_and_refine)
        OmniGen2TransformerBlock(forward) TimestepEmbedding(forward) apply_rotary_emb swiglu
        F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.pixart.blocks": """
        AttentionKVCompress(downsample_2d, forward) CaptionEmbedder(forward, token_drop)
        CaptionEmbedderDoubleBr(forward, token_drop) DecoderLayer(forward) FinalLayer(forward)
        LabelEmbedder(forward, token_drop) MaskFinalLayer(forward) MultiHeadCrossAttention(forward)
        SizeEmbedder(forward) T2IFinalLayer(forward) modulate t2i_modulate F=torch.nn.functional nn=torch.nn
        torch=
    """,
    "comfy.ldm.pixart.pixartms": """
        PixArtMS(forward, forward_orig, unpatchify) PixArtMSBlock(forward) get_2d_sincos_pos_embed_torch
        nn=torch.nn torch=
    """,
    "comfy.ldm.qwen_image.controlnet": "QwenImageControlNetModel(forward) math= torch=",
    "comfy.ldm.qwen_image.model": """
        Attention(forward) FeedForward(forward) GELU(forward) LastLayer(forward)
        QwenImageTransformer2DModel(forward, process_img) QwenImageTransformerBlock(forward)
        QwenTimestepProjEmbeddings(forward) apply_rotary_emb F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.util": """
        AdamWwithEMAandWings(step) count_params default exists get_obj_from_str instantiate_from_config
        isimage ismap log_txt_as_img logger mean_flat importlib= logging= np=numpy torch=
    """,
    "comfy.ldm.wan.model": """
        AdaLayerNorm(forward) AudioCrossAttentionWrapper(forward) AudioInjector_WAN(forward)
        AudioProjModel(forward) CameraWanModel(forward_orig) CausalAudioEncoder(forward) CausalConv1d(forward)
        DummyAdapterLayer(forward) FramePackMotioner(forward) Head(forward) HumoWanModel(forward_orig)
        MLPProj(forward) MotionEncoder_tc(forward) VaceWanAttentionBlock(forward) VaceWanModel(forward_orig)
        WAN_CROSSATTENTION_CLASSES:dict WanAttentionBlock(forward) WanAttentionBlockAudio(forward)
        WanCamAdapter(forward) WanCamResidualBlock(forward) WanI2VCrossAttention(forward) WanModel(forward,
        forward_orig, rope_encode, unpatchify) WanModel_S2V(forward_orig) WanSelfAttention(forward)
        WanT2VCrossAttention(forward) WanT2VCrossAttentionGather(forward) repeat_e sinusoidal_embedding_1d
        math= nn=torch.nn torch=
    """,
    "comfy.ldm.wan.model_animate": """
        AnimateWanModel(after_patch_embedding, forward_orig) Blur(forward) CausalConv1d(forward) ConvLayer
        Direction(forward) Encoder(encode_motion) EncoderApp(forward) EqualConv2d(forward)
        EqualLinear(forward) FaceAdapter(forward) FaceBlock(forward) FaceEncoder(forward)
        FusedLeakyReLU(forward) Generator(get_motion) ResBlock(forward) ScaledLeakyReLU(forward) Synthesis
        fused_leaky_relu get_norm_layer upfirdn2d upfirdn2d_native F=torch.nn.functional math= torch=
    """,
    "comfy.ldm.wan.model_multitalk": """
        InfiniteTalkOuterSampleWrapper(to) MultiTalkApplyModelWrapper MultiTalkAudioProjModel(forward)
        MultiTalkCrossAttnPatch(models) MultiTalkGetAttnMapPatch RotaryPositionalEmbedding1D(forward,
        precompute_freqs_cis_1d) SingleStreamAttention(forward) SingleStreamMultiAttention(forward)
        WanMultiTalkAttentionBlock calculate_x_ref_attn_map get_attn_map_with_target get_audio_embeds
        normalize_and_scale project_audio_features rotate_half torch=
    """,
    "comfy.ldm.wan.vae": """
        AttentionBlock(forward) CACHE_T CausalConv3d(forward) Decoder3d(forward) Encoder3d(forward)
        RMS_norm(forward) Resample(forward) ResidualBlock(forward) WanVAE(decode, encode) count_conv3d ops
        F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.ldm.wan.vae2_2": """
        AvgDown3D(forward) CACHE_T Decoder3d(forward) Down_ResidualBlock(forward) DupUp3D(forward)
        Encoder3d(forward) Resample(forward) ResidualBlock(forward) Up_ResidualBlock(forward)
        WanVAE(clear_cache, decode, encode, reparameterize, sample) count_conv3d ops patchify unpatchify
        F=torch.nn.functional nn=torch.nn torch=
    """,
    "comfy.lora": """
        LORA_CLIP_MAP:dict calculate_weight load_lora logger model_lora_keys_clip model_lora_keys_unet
        pad_tensor_to_shape logging= torch= weight_adapter=comfy.weight_adapter
    """,
    "comfy.lora_convert": "convert_lora convert_lora_bfl_control convert_lora_wan_fun convert_uso_lora torch=",
    "comfy.model_base": """
        ACEStep(extra_conds) Anima(extra_conds) AuraFlow(extra_conds) BaseModel(__init__, apply_model,
        concat_cond, encode_adm, extra_conds, extra_conds_shapes, get_dtype, load_model_weights,
        memory_required, process_latent_in, process_latent_out, process_timestep, scale_latent_inpaint,
        set_inpaint, state_dict_for_saving) Chroma(extra_conds) ChromaRadiance ComfyUIModel
        CosmosPredict2(extra_conds, process_timestep, scale_latent_inpaint) CosmosVideo(extra_conds,
        scale_latent_inpaint) Flux(concat_cond, encode_adm, extra_conds, extra_conds_shapes)
        Flux2(extra_conds) GenmoMochi(extra_conds) HiDream(encode_adm, extra_conds) Hunyuan3Dv2(extra_conds)
        Hunyuan3Dv2_1(extra_conds) HunyuanDiT(extra_conds) HunyuanImage21(extra_conds)
        HunyuanImage21Refiner(concat_cond, extra_conds) HunyuanVideo(encode_adm, extra_conds,
        scale_latent_inpaint) HunyuanVideo15(concat_cond, extra_conds)
        HunyuanVideo15_SR_Distilled(concat_cond, extra_conds) HunyuanVideoI2V(scale_latent_inpaint)
        HunyuanVideoSkyreelsI2V(scale_latent_inpaint) IP2P(concat_cond, process_ip2p_image_in)
        Kandinsky5(concat_cond, encode_adm, extra_conds) Kandinsky5Image(concat_cond) LTXAV(extra_conds,
        process_timestep, scale_latent_inpaint) LTXV(extra_conds, process_timestep, scale_latent_inpaint)
        Lotus(extra_conds) Lumina2(extra_conds, extra_conds_shapes) ModelType(EDM, EPS, FLOW, FLOW_COSMOS,
        FLUX, IMG_TO_IMG, STABLE_CASCADE, V_PREDICTION, V_PREDICTION_CONTINUOUS, V_PREDICTION_EDM)
        Omnigen2(extra_conds, extra_conds_shapes) PixArt(extra_conds) QwenImage(extra_conds,
        extra_conds_shapes) SD15_instructpix2pix SD21UNCLIP(encode_adm) SD3(encode_adm, extra_conds)
        SDXL(encode_adm) SDXLRefiner(encode_adm) SDXL_instructpix2pix SD_X4Upscaler(extra_conds)
        SV3D_p(encode_adm) SV3D_u(encode_adm) SVD_img2vid(encode_adm, extra_conds) StableAudio1(extra_conds,
        state_dict_for_saving) StableCascade_B(extra_conds) StableCascade_C(extra_conds)
        Stable_Zero123(extra_conds) TModule WAN21(concat_cond, extra_conds) WAN21_Camera(extra_conds)
        WAN21_HuMo(extra_conds) WAN21_Vace(extra_conds) WAN22(extra_conds, process_timestep,
        scale_latent_inpaint) WAN22_Animate(extra_conds) WAN22_S2V(extra_conds, extra_conds_shapes)
        convert_tensor logger model_sampling sdxl_pooled unclip_adm
        CLIPEmbeddingNoiseAugmentation=comfy.ldm.modules.encoders.noise_aug_modules.CLIPEmbeddingNoiseAugmentation
        Timestep=comfy.ldm.modules.diffusionmodules.openaimodel.Timestep logging= math= torch=
    """,
    "comfy.model_detection": """
        calculate_transformer_depth convert_config convert_diffusers_mmdit count_blocks detect_unet_config
        logger model_config_from_diffusers_unet model_config_from_unet model_config_from_unet_config
        unet_config_from_diffusers_unet unet_prefix_from_state_dict json= logging= math= torch=
    """,
    "comfy.model_management": """
        AMD_ENABLE_MIOPEN_ENV AMD_RDNA2_AND_OLDER_ARCH:list CPUState(CPU, GPU, MPS) DISABLE_SMART_MEMORY
        ENABLE_PYTORCH_ATTENTION EXTRA_RESERVED_VRAM FLOAT8_TYPES FORCE_BF16 FORCE_FP16 FORCE_FP32
        LORA_COMPUTE_DTYPES:dict LoadedModel(is_dead, model, model_load, model_loaded_memory, model_memory,
        model_memory_required, model_offloaded_memory, model_unload, model_use_more_vram, should_reload_model)
        MAX_PINNED_MEMORY MIN_WEIGHT_MEMORY_RATIO NUM_STREAMS OOM_EXCEPTION PINNED_MEMORY:dict
        PINNING_ALLOWED_TYPES:set PRIORITIZE_FP16 STREAMS:dict SUPPORT_FP8_OPS TOTAL_PINNED_MEMORY
        VRAMState(DISABLED, HIGH_VRAM, LOW_VRAM, NORMAL_VRAM, NO_VRAM, SHARED) WINDOWS XFORMERS_ENABLED_VAE
        XFORMERS_IS_AVAILABLE XFORMERS_VERSION _ComfyOutOfMemoryException amd_min_version aotriton_supported
        arch bfloat16_support_mps cast_to cast_to_device cpu_state current_loaded_models:list current_stream
        debug_memory_summary device_index device_should_use_non_blocking directml_device directml_enabled
        discard_cuda_async_error extended_fp16_support extra_reserved_memory flash_attention_enabled
        flash_attn_enabled force_upcast_attention_dtype free_memory get_offload_stream
        get_supported_float8_types interrupt_processing interrupt_processing_mutex is_ascend_npu
        is_device_type is_device_xpu is_ixuca is_mlu ixuca_available load_model_gpu load_models_gpu
        loaded_models logger lora_compute_dtype lowvram_available mac_ver mac_version maximum_vram_for_weights
        minimum_inference_memory mlu_available model_management_lock npu_available offloaded_memory
        pick_weight_dtype pin_memory pytorch_attention_enabled pytorch_attention_enabled_vae
        pytorch_attention_flash_attention resolve_lowvram_weight rocm_version sage_attention_enabled
        set_vram_to stream_counters:dict supports_cast supports_dtype supports_nvfp4_compute sync_stream temp
        text_encoder_dtype text_encoder_initial_device torch torch_version torch_version_numeric total_ram
        total_vram trim_memory unet_dtype unet_inital_load_device unet_initial_load_device unet_manual_cast
        unpin_memory use_more_memory vae_dtype vram_state xformers_enabled_vae xpu_available gc= importlib=
        ipex=intel_extension_for_pytorch logging= platform= psutil= sys= threading= torch_directml= torch_mlu=
        torch_npu= warnings= weakref= xformers=
    """,
    "comfy.model_patcher": """
        AutoPatcherEjector GGUFQuantization(loaded_from_gguf, mmap_released, patch_on_device)
        LOWVRAM_PATCH_ESTIMATE_MATH_FACTOR LowVramPatch MemoryCounter(decrement, is_useable, use)
        ModelPatcher(add_callback, add_callback_with_key, add_hook_patches, add_object_patch, add_patches,
        add_weight_wrapper, add_wrapper, add_wrapper_with_key, apply_hooks, calculate_weight, clean_hooks,
        cleanup, clear_cached_hook_weights, clone, clone_has_same_weights, current_device,
        current_loaded_device, current_weight_patches_uuid, detach, diffusion_model, eject_model,
        force_cast_weights, get_additional_models, get_additional_models_with_key, get_all_callbacks,
        get_all_wrappers, get_attachment, get_callbacks, get_combined_hook_patches, get_injections,
        get_key_patches, get_model_object, get_nested_additional_models, get_ram_usage, get_wrappers,
        inject_model, is_clone, latent_format, load, loaded_size, lowvram_patch_counter, memory_required,
        model_device, model_dtype, model_offload_buffer_memory, model_options, model_patches_models,
        model_patches_to, model_size, model_state_dict, parent, partially_load, partially_unload,
        patch_cached_hook_weights, patch_hook_weight_to_device, patch_hooks, patch_model,
        patch_weight_to_device, pin_weight_to_device, pre_run, prepare_hook_patches_current_keyframe,
        prepare_state, register_all_hook_patches, remove_additional_models, remove_attachments,
        remove_callbacks_with_key, remove_injections, remove_wrappers_with_key, restore_hook_patches,
        set_additional_models, set_attachments, set_hook_mode, set_injections, set_model_attn1_output_patch,
        set_model_attn1_patch, set_model_attn1_replace, set_model_attn2_output_patch, set_model_attn2_patch,
        set_model_attn2_replace, set_model_compute_dtype, set_model_denoise_mask_function,
        set_model_double_block_patch, set_model_emb_patch, set_model_forward_timestep_embed_patch,
        set_model_input_block_patch, set_model_input_block_patch_after_skip, set_model_noise_refiner_patch,
        set_model_output_block_patch, set_model_patch, set_model_patch_replace, set_model_post_input_patch,
        set_model_rope_options, set_model_sampler_calc_cond_batch_function, set_model_sampler_cfg_function,
        set_model_sampler_post_cfg_function, set_model_sampler_pre_cfg_function,
        set_model_unet_function_wrapper, unpatch_hooks, unpatch_model, unpin_all_weights, unpin_weight,
        use_ejected) create_hook_patches_clone create_model_options_clone get_key_weight logger
        low_vram_patch_estimate_vram move_weight_functions set_model_options_patch_replace
        set_model_options_post_cfg_function set_model_options_pre_cfg_function string_to_seed
        wipe_lowvram_weight collections= copy= inspect= logging= math= torch= uuid=
    """,
    "comfy.model_sampling": """
        CONST(calculate_denoised, calculate_input, inverse_noise_scaling, noise_scaling)
        COSMOS_RFLOW(calculate_denoised, calculate_input, inverse_noise_scaling, noise_scaling)
        EDM(calculate_denoised) EPS(calculate_denoised, calculate_input, inverse_noise_scaling, noise_scaling,
        sigma_data) IMG_TO_IMG(calculate_input) ModelSampling(calculate_denoised, calculate_input)
        ModelSamplingContinuousEDM(percent_to_sigma, set_parameters, sigma, sigma_max, sigma_min, timestep)
        ModelSamplingContinuousV(sigma, timestep) ModelSamplingCosmosRFlow(sigma, timestep)
        ModelSamplingDiscrete(percent_to_sigma, set_sigmas, sigma, sigma_max, sigma_min, timestep)
        ModelSamplingDiscreteEDM(sigma, timestep) ModelSamplingDiscreteFlow(percent_to_sigma, set_parameters,
        sigma, sigma_max, sigma_min, timestep) ModelSamplingFlux(percent_to_sigma, set_parameters, sigma,
        sigma_max, sigma_min, timestep) StableCascadeSampling(percent_to_sigma, set_parameters, sigma,
        timestep) V_PREDICTION(calculate_denoised) X0(calculate_denoised) flux_time_shift
        rescale_zero_terminal_snr_sigmas reshape_sigma time_snr_shift math= torch=
    """,
    "comfy.nested_tensor": """
        NestedTensor(apply_operation, chunk, device, dtype, float, layout, ndim, new_ones, shape, size, to,
        unbind) cat_nested torch=
    """,
    "comfy.ops": """
        CUBLAS_IS_AVAILABLE CastWeightBiasOp(bias_function, comfy_cast_weights, weight_function)
        NVIDIA_MEMORY_CONV_BUG_WORKAROUND Operations SDPA_BACKEND_PRIORITY:list SkipInit(reset_parameters)
        cast_bias_weight cast_to cast_to_input cublas_ops(Linear) cudnn_version disable_weight_init(Conv1d,
        Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Embedding, GroupNorm, LayerNorm, Linear, RMSNorm,
        conv_nd) fp8_linear fp8_ops(Linear) logger manual_cast(Conv1d, Conv2d, Conv3d, ConvTranspose1d,
        ConvTranspose2d, Embedding, GroupNorm, LayerNorm, Linear, RMSNorm) mixed_precision_ops pick_operations
        run_every_op scaled_dot_product_attention scaled_fp8_op_base scaled_fp8_ops skip_init(Conv1d, Conv2d,
        Conv3d, ConvTranspose1d, ConvTranspose2d, Embedding, GroupNorm, LayerNorm, Linear, conv_nd) torch
        uncast_bias_weight contextlib= inspect= json= logging=
    """,
    "comfy.options": "args_parsing enable_args_parsing",
    "comfy.patcher_extension": """
        CallbacksMP(ON_APPLY_HOOKS, ON_CLEANUP, ON_CLONE, ON_DETACH, ON_EJECT_MODEL, ON_INJECT_MODEL, ON_LOAD,
        ON_PREPARE_STATE, ON_PRE_RUN, ON_REGISTER_ALL_HOOK_PATCHES, init_callbacks) PatcherInjection
        WrapperExecutor(execute, new_class_executor, new_executor) WrappersMP(APPLY_MODEL, CALC_COND_BATCH,
        DIFFUSION_MODEL, OUTER_SAMPLE, PREDICT_NOISE, PREPARE_SAMPLING, SAMPLER_SAMPLE, init_wrappers)
        add_callback add_callback_with_key add_wrapper add_wrapper_with_key copy_nested_dicts
        get_all_callbacks get_all_wrappers get_callbacks_with_key get_wrappers_with_key merge_nested_dicts
    """,
    "comfy.pixel_space_convert": "PixelspaceConversionVAE(decode,encode) torch=",
    "comfy.quant_ops": """
        QUANT_ALGOS:dict QuantizedLayout QuantizedTensor TensorCoreFP8E4M3Layout(FP8_DTYPE)
        TensorCoreFP8E5M2Layout(FP8_DTYPE) TensorCoreFP8Layout TensorCoreNVFP4Layout(quantize) _CKFp8Layout
        _CKNvfp4Layout _TensorCoreFP8LayoutBase(FP8_DTYPE, quantize) cuda_version get_layout_class logger
        register_layout_class register_layout_op ck=comfy_kitchen logging= torch= triton=
    """,
    "comfy.rmsnorm": "RMSNorm(forward) logger rms_norm rms_norm_torch logging= numbers= torch=",
    "comfy.sample": """
        cleanup_additional_models fix_empty_latent_channels prepare_noise prepare_noise_inner prepare_sampling
        sample sample_custom logging= np=numpy torch=
    """,
    "comfy.sampler_helpers": """
        cleanup_additional_models cleanup_models convert_cond estimate_memory get_additional_models
        get_additional_models_from_model_options get_hooks_from_cond get_models_from_cond prepare_mask
        prepare_model_patcher prepare_sampling collections= math= uuid=
    """,
    "comfy.samplers": """
        CFGGuider(inner_sample, inner_set_conds, outer_predict_noise, outer_sample, predict_noise, sample,
        set_cfg, set_conds) KSAMPLER(sample) KSamplerX0Inpaint SCHEDULER_HANDLERS:dict Sampler(max_denoise,
        sample) SchedulerHandler(handler, use_ms) add_area_dims apply_empty_x_to_equal_area beta_scheduler
        calc_cond_batch calc_cond_uncond_batch calculate_sigmas calculate_start_end_timesteps can_concat_cond
        cast_to_load_options cfg_function cond_cat cond_equal_size create_cond_with_same_area_if_none
        ddim_scheduler encode_model_conds filter_registered_hooks_on_conds finalize_default_conds
        get_area_and_mult get_mask_aabb get_total_hook_groups_in_conds k_diffusion_sampling
        kl_optimal_scheduler ksampler linear_quadratic_schedule logger normal_scheduler pre_run_control
        preprocess_conds_hooks process_conds resolve_areas_and_cond_masks
        resolve_areas_and_cond_masks_multidim sample(__doc__) sampler_object sampling_function
        simple_scheduler collections= logging= math= numpy= torch=
    """,
    "comfy.sd": """
        CLIP(add_hooks_to_dict, add_patches, clip_layer, clone, encode, encode_from_tokens,
        encode_from_tokens_scheduled, get_key_patches, get_ram_usage, get_sd, load_model, load_sd,
        set_tokenizer_option, tokenize) CLIPTarget(clip, params, tokenizer, vae) CLIPType(ACE, CHROMA, COSMOS,
        FLUX, FLUX2, HIDREAM, HUNYUAN_DIT, HUNYUAN_IMAGE, HUNYUAN_VIDEO, HUNYUAN_VIDEO_15, KANDINSKY5,
        KANDINSKY5_IMAGE, LTXV, LUMINA2, MOCHI, NEWBIE, OMNIGEN2, OVIS, PIXART, QWEN_IMAGE, SD3, STABLE_AUDIO,
        STABLE_CASCADE, STABLE_DIFFUSION, WAN) StyleModel(get_cond) TEModel(BYT5_SMALL_GLYPH, CLIP_G, CLIP_H,
        CLIP_L, GEMMA_2_2B, GEMMA_3_12B, GEMMA_3_4B, JINA_CLIP_2, LLAMA3_8, MISTRAL3_24B,
        MISTRAL3_24B_PRUNED_FLUX2, QWEN25_3B, QWEN25_7B, QWEN3_06B, QWEN3_2B, QWEN3_4B, QWEN3_8B, T5_BASE,
        T5_XL, T5_XXL, T5_XXL_OLD) VAE(clone, decode, decode_tiled, decode_tiled_, decode_tiled_1d,
        decode_tiled_3d, encode, encode_tiled, encode_tiled_, encode_tiled_1d, encode_tiled_3d, get_ram_usage,
        get_sd, model_size, spacial_compression_decode, spacial_compression_encode,
        temporal_compression_decode, throw_exception_if_invalid, vae_encode_crop_pixels) detect_te_model
        llama_detect load_checkpoint load_checkpoint_guess_config load_clip load_diffusion_model
        load_diffusion_model_state_dict load_gligen load_lora_for_models load_state_dict_guess_config
        load_style_model load_text_encoder_state_dicts load_unet load_unet_state_dict logger
        model_detection(unet_prefix_from_state_dict) model_detection_error_hint save_checkpoint t5xxl_detect
        json= logging= math= os= torch= yaml=
    """,
    "comfy.sd1_clip": """
        ClipTokenWeightEncoder(encode_token_weights) SD1CheckpointClipModel SD1ClipModel(encode_token_weights,
        load_sd, reset_clip_options, set_clip_options) SD1Tokenizer(clone, sd_tokenizer, state_dict,
        tokenize_with_weights, untokenize) SD1TokenizerT SDClipModel(LAYERS, encode, encode_token_weights,
        forward, freeze, load_sd, process_tokens, reset_clip_options, set_clip_options)
        SDTokenizer(add_tokens, clone, pad_tokens, state_dict, tokenize_with_weights, untokenize) SDTokenizerT
        bundled_embed escape_important expand_directory_list gen_empty_tokens load_embed logger
        parse_parentheses safe_load_embed_zip token_weights unescape_important copy= json= logging= numbers=
        os= re= torch= traceback= zipfile=
    """,
    "comfy.sdxl_clip": """
        SDXLClipG(load_sd) SDXLClipGTokenizer SDXLClipModel(encode_token_weights, load_sd, reset_clip_options,
        set_clip_options) SDXLRefinerClipModel SDXLTokenizer(clone, state_dict, tokenize_with_weights,
        untokenize) StableCascadeClipG(load_sd) StableCascadeClipGTokenizer StableCascadeClipModel
        StableCascadeTokenizer copy= os= torch=
    """,
    "comfy.supported_models": """
        ACEStep(clip_target, get_model, latent_format, memory_usage_factor, sampling_settings,
        supported_inference_dtypes, text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix)
        Anima(clip_target, get_model, latent_format, memory_usage_factor, sampling_settings,
        supported_inference_dtypes, unet_config, unet_extra_config) AuraFlow(clip_target, get_model,
        latent_format, sampling_settings, text_encoder_key_prefix, unet_config, unet_extra_config,
        vae_key_prefix) Chroma(clip_target, get_model, latent_format, memory_usage_factor, sampling_settings,
        supported_inference_dtypes, unet_config, unet_extra_config) ChromaRadiance(get_model, latent_format,
        memory_usage_factor, unet_config) CosmosI2V(get_model, unet_config) CosmosI2VPredict2(get_model,
        unet_config) CosmosT2IPredict2(clip_target, get_model, latent_format, memory_usage_factor,
        sampling_settings, supported_inference_dtypes, unet_config, unet_extra_config) CosmosT2V(clip_target,
        get_model, latent_format, memory_usage_factor, sampling_settings, supported_inference_dtypes,
        text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix) Flux(clip_target, get_model,
        latent_format, memory_usage_factor, sampling_settings, supported_inference_dtypes,
        text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix) Flux2(clip_target, get_model,
        latent_format, sampling_settings, supported_inference_dtypes, text_encoder_key_prefix, unet_config,
        unet_extra_config, vae_key_prefix) FluxInpaint(supported_inference_dtypes, unet_config)
        FluxSchnell(get_model, sampling_settings, unet_config) GenmoMochi(clip_target, get_model,
        latent_format, memory_usage_factor, sampling_settings, supported_inference_dtypes,
        text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix) HiDream(clip_target,
        get_model, latent_format, sampling_settings, supported_inference_dtypes, text_encoder_key_prefix,
        unet_config, unet_extra_config, vae_key_prefix) Hunyuan3Dv2(clip_target, clip_vision_prefix,
        get_model, latent_format, memory_usage_factor, process_unet_state_dict_for_saving, sampling_settings,
        unet_config, unet_extra_config, vae_key_prefix) Hunyuan3Dv2_1(get_model, latent_format, unet_config)
        Hunyuan3Dv2mini(latent_format, unet_config) HunyuanDiT(clip_target, get_model, latent_format,
        memory_usage_factor, sampling_settings, text_encoder_key_prefix, unet_config, unet_extra_config,
        vae_key_prefix) HunyuanDiT1(sampling_settings, unet_config, unet_extra_config)
        HunyuanImage21(clip_target, get_model, latent_format, memory_usage_factor, sampling_settings,
        supported_inference_dtypes, unet_config) HunyuanImage21Refiner(get_model, latent_format,
        sampling_settings, unet_config) HunyuanVideo(clip_target, get_model, latent_format,
        memory_usage_factor, process_unet_state_dict, process_unet_state_dict_for_saving, sampling_settings,
        supported_inference_dtypes, text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix)
        HunyuanVideo15(clip_target, get_model, latent_format, memory_usage_factor, sampling_settings,
        supported_inference_dtypes, unet_config) HunyuanVideo15_SR_Distilled(clip_target, get_model,
        latent_format, memory_usage_factor, sampling_settings, supported_inference_dtypes, unet_config)
        HunyuanVideoI2V(get_model, unet_config) HunyuanVideoSkyreelsI2V(get_model, unet_config)
        KOALA_1B(unet_config) KOALA_700M(unet_config) Kandinsky5(clip_target, get_model, latent_format,
        memory_usage_factor, sampling_settings, supported_inference_dtypes, text_encoder_key_prefix,
        unet_config, unet_extra_config, vae_key_prefix) Kandinsky5Image(clip_target, get_model, latent_format,
        memory_usage_factor, sampling_settings, unet_config) LTXAV(get_model, latent_format, unet_config)
        LTXV(clip_target, get_model, latent_format, memory_usage_factor, sampling_settings,
        supported_inference_dtypes, text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix)
        LotusD(get_model, unet_config, unet_extra_config) Lumina2(clip_target, get_model, latent_format,
        memory_usage_factor, sampling_settings, supported_inference_dtypes, text_encoder_key_prefix,
        unet_config, unet_extra_config, vae_key_prefix) Omnigen2(clip_target, get_model, latent_format,
        memory_usage_factor, sampling_settings, supported_inference_dtypes, text_encoder_key_prefix,
        unet_config, unet_extra_config, vae_key_prefix) PixArtAlpha(clip_target, get_model, latent_format,
        memory_usage_factor, sampling_settings, text_encoder_key_prefix, unet_config, unet_extra_config,
        vae_key_prefix) PixArtSigma(latent_format, unet_config) QwenImage(clip_target, get_model,
        latent_format, memory_usage_factor, sampling_settings, supported_inference_dtypes,
        text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix) SD15(clip_target,
        latent_format, memory_usage_factor, process_clip_state_dict, process_clip_state_dict_for_saving,
        unet_config, unet_extra_config) SD15_instructpix2pix(get_model, unet_config) SD20(clip_target,
        latent_format, memory_usage_factor, model_type, process_clip_state_dict,
        process_clip_state_dict_for_saving, unet_config, unet_extra_config) SD21UnclipH(clip_vision_prefix,
        noise_aug_config, unet_config) SD21UnclipL(clip_vision_prefix, noise_aug_config, unet_config)
        SD3(clip_target, get_model, latent_format, memory_usage_factor, sampling_settings,
        text_encoder_key_prefix, unet_config, unet_extra_config) SDXL(clip_target, get_model, latent_format,
        memory_usage_factor, model_type, process_clip_state_dict, process_clip_state_dict_for_saving,
        unet_config) SDXLRefiner(clip_target, get_model, latent_format, memory_usage_factor,
        process_clip_state_dict, process_clip_state_dict_for_saving, unet_config)
        SDXL_instructpix2pix(get_model, unet_config) SD_X4Upscaler(get_model, latent_format,
        sampling_settings, unet_config, unet_extra_config) SSD1B(unet_config) SV3D_p(get_model, unet_config)
        SV3D_u(get_model, unet_config, vae_key_prefix) SVD_img2vid(clip_target, clip_vision_prefix, get_model,
        latent_format, sampling_settings, unet_config, unet_extra_config) Segmind_Vega(unet_config)
        StableAudio(clip_target, get_model, latent_format, process_unet_state_dict,
        process_unet_state_dict_for_saving, sampling_settings, text_encoder_key_prefix, unet_config,
        unet_extra_config, vae_key_prefix) Stable_Cascade_B(clip_vision_prefix, get_model, latent_format,
        sampling_settings, supported_inference_dtypes, unet_config, unet_extra_config)
        Stable_Cascade_C(clip_target, clip_vision_prefix, get_model, latent_format, process_clip_state_dict,
        process_unet_state_dict, sampling_settings, supported_inference_dtypes, text_encoder_key_prefix,
        unet_config, unet_extra_config, vae_key_prefix) Stable_Zero123(clip_target, clip_vision_prefix,
        get_model, latent_format, required_keys, unet_config, unet_extra_config) WAN21_Camera(get_model,
        unet_config) WAN21_FunControl2V(get_model, unet_config) WAN21_HuMo(get_model, unet_config)
        WAN21_I2V(get_model, unet_config) WAN21_T2V(clip_target, get_model, latent_format,
        memory_usage_factor, sampling_settings, supported_inference_dtypes, text_encoder_key_prefix,
        unet_config, unet_extra_config, vae_key_prefix) WAN21_Vace(get_model, unet_config)
        WAN22_Animate(get_model, unet_config) WAN22_Camera(get_model, unet_config) WAN22_S2V(get_model,
        unet_config) WAN22_T2V(get_model, latent_format, unet_config) ZImage(clip_target, memory_usage_factor,
        sampling_settings, supported_inference_dtypes, unet_config) models:list supported_models_base(BASE)
        os= torch=
    """,
    "comfy.supported_models_base": """
        BASE(clip_prefix, clip_vision_prefix, custom_operations, get_model, inpaint_model, latent_format,
        manual_cast_dtype, matches, memory_usage_factor, model_type, noise_aug_config, optimizations,
        process_clip_state_dict, process_clip_state_dict_for_saving,
        process_clip_vision_state_dict_for_saving, process_unet_state_dict,
        process_unet_state_dict_for_saving, process_vae_state_dict, process_vae_state_dict_for_saving,
        quant_config, required_keys, sampling_settings, scaled_fp8, set_inference_dtype,
        supported_inference_dtypes, text_encoder_key_prefix, unet_config, unet_extra_config, vae_key_prefix)
        ClipTarget logger logging= torch=
    """,
    "comfy.t2i_adapter.adapter": """
        Adapter(forward) Adapter_light(forward) Downsample(forward) LayerNorm(forward) QuickGELU(forward)
        ResidualAttentionBlock(attention, forward) ResnetBlock(forward) ResnetBlock_light(forward)
        StyleAdapter(forward) avg_pool_nd conv_nd extractor(forward) nn=torch.nn torch=
    """,
    "comfy.taesd.taehv": """
        Clamp(forward) DecoderResult MemBlock(forward) TAEHV(decode, encode, show_progress_bar) TGrow(forward)
        TPool(forward) TWorkItem apply_model_with_memblocks conv operations F=torch.nn.functional nn=torch.nn
        torch=
    """,
    "comfy.taesd.taesd": """
        Block(forward) Clamp(forward) Decoder Encoder TAESD(decode, encode, latent_magnitude, latent_shift,
        scale_latents, unscale_latents) conv nn=torch.nn torch=
    """,
    "comfy.text_encoders.ace": """
        AceT5Model(encode_token_weights, load_sd, reset_clip_options, set_clip_options)
        AceT5Tokenizer(state_dict, tokenize_with_weights, untokenize) DEFAULT_VOCAB_FILE LyricsTokenizer
        SUPPORT_LANGUAGES:dict UMT5BaseModel UMT5BaseTokenizer(state_dict) VoiceBpeTokenizer(encode,
        from_pretrained, get_lang, get_vocab, preprocess_text) get_vocab_file logger structure_pattern
        logging= os= re= torch=
    """,
    "comfy.text_encoders.ace_lyrics_tokenizer": "",
    "comfy.text_encoders.ace_text_cleaners": """
        basic_cleaners collapse_whitespace expand_abbreviations_multilingual expand_numbers_multilingual
        expand_symbols_multilingual japanese_to_romaji lowercase multilingual_cleaners number_to_text re=
    """,
    "comfy.text_encoders.anima": """
        AnimaTEModel(encode_token_weights) AnimaTokenizer(state_dict, tokenize_with_weights, untokenize)
        Qwen3Tokenizer Qwen3_06BModel T5XXLTokenizer te os= torch=
    """,
    "comfy.text_encoders.aura_t5": "AuraT5Model AuraT5Tokenizer PT5XlModel PT5XlTokenizer os=",
    "comfy.text_encoders.bert": """
        BertAttention(forward) BertAttentionBlock(forward) BertBlock(forward) BertEmbeddings(forward)
        BertEncoder(forward) BertIntermediate(forward) BertModel(forward, get_input_embeddings,
        set_input_embeddings) BertModel_(forward) BertOutput(forward) torch=
    """,
    "comfy.text_encoders.byt5_tokenizer": "",
    "comfy.text_encoders.cosmos": "CosmosT5Tokenizer CosmosT5XXL T5XXLModel T5XXLTokenizer te os=",
    "comfy.text_encoders.flux": """
        Flux2TEModel(encode_token_weights) Flux2Tokenizer(tokenize_with_weights)
        FluxClipModel(encode_token_weights, load_sd, reset_clip_options, set_clip_options)
        FluxTokenizer(clone, state_dict, tokenize_with_weights, untokenize)
        KleinTokenizer(tokenize_with_weights) KleinTokenizer8B Mistral3Tokenizer(state_dict) Mistral3_24BModel
        MistralTokenizerClass(from_pretrained) Qwen3Tokenizer Qwen3Tokenizer8B Qwen3_4BModel Qwen3_8BModel
        T5XXLTokenizer flux2_te flux_clip klein_te load_mistral_tokenizer base64= copy= json= os= torch=
    """,
    "comfy.text_encoders.genmo": "MochiT5Tokenizer MochiT5XXL T5XXLModel T5XXLTokenizer mochi_te os=",
    "comfy.text_encoders.hidream": """
        HiDreamTEModel(encode_token_weights, load_sd, reset_clip_options, set_clip_options)
        HiDreamTokenizer(state_dict, tokenize_with_weights, untokenize) hidream_clip logger logging= torch=
    """,
    "comfy.text_encoders.hunyuan_image": """
        ByT5SmallModel ByT5SmallTokenizer HunyuanImageTEModel(encode_token_weights, load_sd,
        reset_clip_options, set_clip_options) HunyuanImageTokenizer(tokenize_with_weights) Qwen25_7BVLIModel
        te os= re=
    """,
    "comfy.text_encoders.hunyuan_video": """
        HunyuanVideo15Tokenizer(tokenize_with_weights) HunyuanVideoClipModel(encode_token_weights, load_sd,
        reset_clip_options, set_clip_options) HunyuanVideoTokenizer(state_dict, tokenize_with_weights,
        untokenize) LLAMA3Tokenizer LLAMAModel hunyuan_video_clip llama_detect numbers= os= torch=
    """,
    "comfy.text_encoders.hydit": """
        HyditBertModel HyditBertTokenizer HyditModel(encode_token_weights, load_sd, reset_clip_options,
        set_clip_options) HyditTokenizer(clone, state_dict, tokenize_with_weights, untokenize) MT5XLModel
        MT5XLTokenizer(state_dict) copy= os= torch=
    """,
    "comfy.text_encoders.hydit_clip_tokenizer": "",
    "comfy.text_encoders.jina_clip_2": """
        Block(forward) JinaClip2TextModel JinaClip2TextModelWrapper JinaClip2Tokenizer(state_dict)
        JinaClip2TokenizerWrapper MHA(forward) MLP(forward) RotaryEmbedding(forward)
        XLMRobertaConfig(attention_probs_dropout_prob, bos_token_id, eos_token_id, hidden_act,
        hidden_dropout_prob, hidden_size, intermediate_size, layer_norm_eps, num_attention_heads,
        num_hidden_layers, pad_token_id, rotary_emb_base, type_vocab_size, vocab_size)
        XLMRobertaEmbeddings(forward) XLMRobertaEncoder(forward) XLMRobertaModel(forward,
        get_input_embeddings, set_input_embeddings) XLMRobertaModel_(forward) torch=
    """,
    "comfy.text_encoders.kandinsky5": """
        Kandinsky5TEModel(encode_token_weights, load_sd, reset_clip_options, set_clip_options)
        Kandinsky5Tokenizer(tokenize_with_weights) Kandinsky5TokenizerImage Qwen25_7BVLIModel te
    """,
    "comfy.text_encoders.llama": """
        Attention(forward) BaseLlama(forward, get_input_embeddings, model, set_input_embeddings) Gemma2_2B
        Gemma2_2B_Config(final_norm, head_dim, hidden_size, intermediate_size, k_norm,
        max_position_embeddings, mlp_activation, num_attention_heads, num_hidden_layers, num_key_value_heads,
        q_norm, qkv_bias, rms_norm_add, rms_norm_eps, rope_dims, rope_scale, rope_theta, sliding_attention,
        transformer_type, vocab_size) Gemma3MultiModalProjector(forward) Gemma3_12B(preprocess_embed)
        Gemma3_12B_Config(final_norm, head_dim, hidden_size, intermediate_size, k_norm,
        max_position_embeddings, mlp_activation, mm_tokens_per_image, num_attention_heads, num_hidden_layers,
        num_key_value_heads, q_norm, qkv_bias, rms_norm_add, rms_norm_eps, rope_dims, rope_scale, rope_theta,
        sliding_attention, transformer_type, vision_config, vocab_size) Gemma3_4B Gemma3_4B_Config(final_norm,
        head_dim, hidden_size, intermediate_size, k_norm, max_position_embeddings, mlp_activation,
        num_attention_heads, num_hidden_layers, num_key_value_heads, q_norm, qkv_bias, rms_norm_add,
        rms_norm_eps, rope_dims, rope_scale, rope_theta, sliding_attention, transformer_type, vocab_size)
        Llama2 Llama2Config(final_norm, head_dim, hidden_size, intermediate_size, k_norm,
        max_position_embeddings, mlp_activation, num_attention_heads, num_hidden_layers, num_key_value_heads,
        q_norm, qkv_bias, rms_norm_add, rms_norm_eps, rope_dims, rope_scale, rope_theta, transformer_type,
        vocab_size) Llama2_(forward) MLP(forward) Mistral3Small24B Mistral3Small24BConfig(final_norm,
        head_dim, hidden_size, intermediate_size, k_norm, max_position_embeddings, mlp_activation,
        num_attention_heads, num_hidden_layers, num_key_value_heads, q_norm, qkv_bias, rms_norm_add,
        rms_norm_eps, rope_dims, rope_scale, rope_theta, transformer_type, vocab_size) Ovis25_2B
        Ovis25_2BConfig(final_norm, head_dim, hidden_size, intermediate_size, k_norm, max_position_embeddings,
        mlp_activation, num_attention_heads, num_hidden_layers, num_key_value_heads, q_norm, qkv_bias,
        rms_norm_add, rms_norm_eps, rope_dims, rope_scale, rope_theta, transformer_type, vocab_size) Qwen25_3B
        Qwen25_3BConfig(final_norm, head_dim, hidden_size, intermediate_size, k_norm, max_position_embeddings,
        mlp_activation, num_attention_heads, num_hidden_layers, num_key_value_heads, q_norm, qkv_bias,
        rms_norm_add, rms_norm_eps, rope_dims, rope_scale, rope_theta, transformer_type, vocab_size)
        Qwen25_7BVLI(forward, preprocess_embed) Qwen25_7BVLI_Config(final_norm, head_dim, hidden_size,
        intermediate_size, k_norm, max_position_embeddings, mlp_activation, num_attention_heads,
        num_hidden_layers, num_key_value_heads, q_norm, qkv_bias, rms_norm_add, rms_norm_eps, rope_dims,
        rope_scale, rope_theta, transformer_type, vocab_size) Qwen3_06B Qwen3_06BConfig(final_norm, head_dim,
        hidden_size, intermediate_size, k_norm, max_position_embeddings, mlp_activation, num_attention_heads,
        num_hidden_layers, num_key_value_heads, q_norm, qkv_bias, rms_norm_add, rms_norm_eps, rope_dims,
        rope_scale, rope_theta, transformer_type, vocab_size) Qwen3_4B Qwen3_4BConfig(final_norm, head_dim,
        hidden_size, intermediate_size, k_norm, max_position_embeddings, mlp_activation, num_attention_heads,
        num_hidden_layers, num_key_value_heads, q_norm, qkv_bias, rms_norm_add, rms_norm_eps, rope_dims,
        rope_scale, rope_theta, transformer_type, vocab_size) Qwen3_8B Qwen3_8BConfig(final_norm, head_dim,
        hidden_size, intermediate_size, k_norm, max_position_embeddings, mlp_activation, num_attention_heads,
        num_hidden_layers, num_key_value_heads, q_norm, qkv_bias, rms_norm_add, rms_norm_eps, rope_dims,
        rope_scale, rope_theta, transformer_type, vocab_size) RMSNorm(forward) TransformerBlock(forward)
        TransformerBlockGemma2(forward) apply_rope logger precompute_freqs_cis rotate_half logging= math=
        nn=torch.nn torch=
    """,
    "comfy.text_encoders.llama_tokenizer": "",
    "comfy.text_encoders.long_clipl": "model_options_long_clip",
    "comfy.text_encoders.lt": """
        Gemma3_12BModel(tokenize_with_weights) Gemma3_12BTokenizer(state_dict) LTXAVGemmaTokenizer
        LTXAVTEModel(encode_token_weights, load_sd, memory_estimation_function, reset_clip_options,
        set_clip_options) LTXVT5Tokenizer T5XXLTokenizer ltxav_te ltxv_te os= torch=
    """,
    "comfy.text_encoders.lumina2": """
        Gemma2BTokenizer(state_dict) Gemma2_2BModel Gemma3_4BModel Gemma3_4BTokenizer(state_dict) LuminaModel
        LuminaTokenizer NTokenizer te
    """,
    "comfy.text_encoders.newbie": """
        NewBieTEModel(encode_token_weights, load_sd, reset_clip_options, set_clip_options)
        NewBieTokenizer(state_dict, tokenize_with_weights, untokenize) te torch=
    """,
    "comfy.text_encoders.omnigen2": """
        Omnigen2Model Omnigen2Tokenizer(tokenize_with_weights) Qwen25_3BModel Qwen25_3BTokenizer te os=
    """,
    "comfy.text_encoders.ovis": """
        Ovis25_2BModel OvisTEModel(encode_token_weights) OvisTokenizer(tokenize_with_weights) Qwen3Tokenizer
        te numbers= torch=
    """,
    "comfy.text_encoders.pixart_t5": """
        PixArtT5XXL PixArtTokenizer T5XXLModel(gen_empty_tokens) T5XXLTokenizer pixart_te os=
    """,
    "comfy.text_encoders.qwen25_tokenizer": "",
    "comfy.text_encoders.qwen_image": """
        Qwen25_7BVLIModel Qwen25_7BVLITokenizer QwenImageTEModel(encode_token_weights)
        QwenImageTokenizer(tokenize_with_weights) te numbers= os= torch=
    """,
    "comfy.text_encoders.qwen_vl": """
        PatchMerger(forward) Qwen2VLVisionTransformer(forward, get_position_embeddings, get_window_index)
        VisionAttention(forward) VisionBlock(forward) VisionMLP(forward) VisionPatchEmbed(forward)
        VisionRotaryEmbedding(forward) apply_rotary_pos_emb_vision process_qwen2vl_images rotate_half
        F=torch.nn.functional math= nn=torch.nn torch=
    """,
    "comfy.text_encoders.sa_t5": "SAT5Model SAT5Tokenizer T5BaseModel T5BaseTokenizer os=",
    "comfy.text_encoders.sd2_clip": "SD2ClipHModel SD2ClipHTokenizer SD2ClipModel SD2Tokenizer os=",
    "comfy.text_encoders.sd3_clip": """
        SD3ClipModel(encode_token_weights, load_sd, reset_clip_options, set_clip_options) SD3Tokenizer(clone,
        state_dict, tokenize_with_weights, untokenize) T5XXLModel T5XXLTokenizer logger sd3_clip t5_xxl_detect
        copy= logging= os= torch=
    """,
    "comfy.text_encoders.spiece_tokenizer": """
        SPieceTokenizer(clone, from_pretrained, get_vocab, serialize_model) copy= os= sentencepiece= torch=
    """,
    "comfy.text_encoders.t5": """
        T5(forward, get_input_embeddings, set_input_embeddings) T5Attention(compute_bias, forward)
        T5Block(forward) T5DenseActDense(forward) T5DenseGatedActDense(forward) T5LayerFF(forward)
        T5LayerNorm(forward) T5LayerSelfAttention(forward) T5Stack(forward) activations:dict math= torch=
    """,
    "comfy.text_encoders.t5_pile_tokenizer": "",
    "comfy.text_encoders.t5_tokenizer": "",
    "comfy.text_encoders.wan": "UMT5XXlModel UMT5XXlTokenizer(state_dict) WanT5Model WanT5Tokenizer te os=",
    "comfy.text_encoders.z_image": """
        Qwen3Tokenizer Qwen3_4BModel ZImageTEModel ZImageTokenizer(tokenize_with_weights) te
    """,
    "comfy.utils": """
        ALWAYS_SAFE_LOAD ATTR_UNSET:dict DISABLE_MMAP FileMetadata(format) Float64DType MMAP_TORCH_FILES
        MMDIT_MAP_BASIC:set MMDIT_MAP_BLOCK:set ModelCheckpoint PIXART_MAP_BASIC:set PIXART_MAP_BLOCK:set
        PROGRESS_BAR_HOOK PROGRESS_THROTTLE_MIN_INTERVAL PROGRESS_THROTTLE_MIN_PERCENT TRANSFORMER_BLOCKS:set
        UNET_MAP_ATTENTIONS:set UNET_MAP_BASIC:set UNET_MAP_RESNET:dict _DisabledProgressBar(update,
        update_absolute) auraflow_to_diffusers calculate_parameters clip_text_transformers_convert
        comfy_progress comfy_tqdm convert_old_quants convert_sd_to copy_to_param detect_layer_quantization
        flux_to_diffusers get_attr get_progress_bar_enabled get_project_root get_tiled_scale_steps logger
        mmdit_to_diffusers pack_latents pil2mask pixart_to_diffusers reshape_mask resize_list_to_batch_size
        safetensors_header save_torch_file seed_for_block set_attr set_attr_param set_progress_bar_enabled
        set_progress_bar_global_hook state_dict_key_replace state_dict_prefix_replace swap_scale_shift
        tiled_scale tiled_scale_multidim transformers_convert unet_to_diffusers unpack_latents
        upscale_dit_mask weight_dtype z_image_to_diffusers contextlib= contextvars= itertools= json= logging=
        math= np=numpy os= pickle= random= struct= sys= threading= torch= warnings=
    """,
    "comfy.weight_adapter": """
        BOFTAdapter GLoRAAdapter LoHaAdapter LoKrAdapter LoRAAdapter OFTAdapter WeightAdapterBase
        WeightAdapterTrainBase adapter_maps:dict adapters:list
    """,
    "comfy.weight_adapter.base": """
        WeightAdapterBase(calculate_weight, create_train, load, loaded_keys, name, to_train, weights)
        WeightAdapterTrainBase(move_to, passive_memory_usage) factorization pad_tensor_to_shape tucker_weight
        tucker_weight_from_conv weight_decompose nn=torch.nn torch=
    """,
    "comfy.weight_adapter.boft": "BOFTAdapter(calculate_weight,load,name) logger logging= torch=",
    "comfy.weight_adapter.glora": "GLoRAAdapter(calculate_weight,load,name) logger logging= torch=",
    "comfy.weight_adapter.loha": """
        HadaWeight(backward, forward) HadaWeightTucker(backward, forward) LoHaAdapter(calculate_weight,
        create_train, load, name, to_train) LohaDiff(passive_memory_usage) logger logging= torch=
    """,
    "comfy.weight_adapter.lokr": """
        LoKrAdapter(calculate_weight, create_train, load, name, to_train) LokrDiff(passive_memory_usage, w1,
        w2) logger logging= torch=
    """,
    "comfy.weight_adapter.lora": """
        LoRAAdapter(calculate_weight, create_train, load, name, to_train) LoraDiff(passive_memory_usage)
        logger logging= torch=
    """,
    "comfy.weight_adapter.oft": """
        OFTAdapter(calculate_weight, create_train, load, name, to_train) OFTDiff(passive_memory_usage) logger
        logging= torch=
    """,
    "comfy_api.internal": """
        ComfyAPIBase ComfyAPIWithVersion _ComfyNodeInternal(GET_NODE_INFO_V1) _NodeOutputInternal
        as_pruned_dict classproperty copy_class first_real_override get_all_versions is_class lock_class
        make_locked_method_func prune_dict register_versions shallow_clone_class asyncio=
    """,
    "comfy_api.internal.api_registry": """
        ComfyAPIBase ComfyAPIWithVersion(api_class, version) get_all_versions parse_version register_versions
        registered_versions:list
    """,
    "comfy_api.internal.async_to_sync": """
        AsyncToSyncConverter(create_sync_class, generate_stub_file, get_thread_pool, run_async_in_thread)
        TypeTracker(get_imports, track_type) create_sync_class logger asyncio= contextvars= functools=
        inspect= logging= os= textwrap= threading=
    """,
    "comfy_api.internal.singleton": "ProxiedSingleton SingletonMetaclass(T,get_instance,inject_instance)",
    "comfy_api.torch_helpers": "set_torch_compile_wrapper",
    "comfy_api.torch_helpers.torch_compile": """
        COMPILE_KEY TORCH_COMPILE_KWARGS apply_torch_compile_factory set_torch_compile_wrapper torch=
    """,
    "comfy_api.version_list": "supported_versions:list",
    "comfy_config.config_parser": """
        extract_node_configuration load_pyproject_settings validate_and_extract_accelerator_classifiers
        validate_and_extract_os_classifiers os=
    """,
    "comfy_config.types": """
        ComfyConfig(banner_url, display_name, icon, includes, models, publisher_id, web) License(file, text)
        Model(location, model_url) Node(author, description, icon, id, latest_version, license, name,
        repository, tags) NodeVersion(changelog, dependencies, deprecated, download_url, id, version)
        ProjectConfig(dependencies, description, license, name, requires_python, supported_accelerators,
        supported_comfyui_frontend_version, supported_comfyui_version, supported_os, urls, validate_license,
        version) PublishNodeVersionResponse(node_version, signedUrl) PyProjectConfig(project, tool_comfy)
        PyProjectSettings(model_config, project, tool) URLs(documentation, homepage, issues, repository)
    """,
    "comfy_execution.caching": """
        BasicCache(all_node_ids, clean_unused, poll, recursive_debug_dump, set_prompt) CacheKeySet(add_keys,
        all_node_ids, get_data_key, get_subcache_key, get_used_keys, get_used_subcache_keys)
        CacheKeySetID(add_keys) CacheKeySetInputSignature(add_keys, get_immediate_node_signature,
        get_node_signature, get_ordered_ancestry, get_ordered_ancestry_internal, include_node_id_in_input)
        DependencyAwareCache(clean_unused, ensure_subcache_for, get, recursive_debug_dump, set, set_prompt)
        HierarchicalCache(ensure_subcache_for, get, set) LRUCache(clean_unused, ensure_subcache_for, get, set,
        set_prompt) NODE_CLASS_CONTAINS_UNIQUE_ID:dict NullCache(all_node_ids, clean_unused,
        ensure_subcache_for, get, poll, set, set_prompt) RAMPressureCache(clean_unused, get, poll, set)
        RAM_CACHE_DEFAULT_RAM_USAGE RAM_CACHE_HYSTERESIS RAM_CACHE_OLD_WORKFLOW_OOM_MULTIPLIER Unhashable
        include_unique_id_in_input to_hashable bisect= gc= itertools= nodes= psutil= time= torch=
    """,
    "comfy_execution.graph_types": """
        FrozenPrompt(all_node_ids, ephemeral_display, ephemeral_parents, ephemeral_prompt,
        from_dynamic_prompt, get_display_node_id, get_node, get_original_prompt, get_parent_node_id,
        get_real_node_id, has_node, original_prompt) FrozenTopologicalSort(blockCount, blocking, dynprompt,
        externalBlocks, from_topological_sort, pendingNodes) Input InputValue NodeOutputByIdAndIndex
    """,
    "comfy_execution.jobs": """
        JobStatus(ALL, CANCELLED, COMPLETED, FAILED, IN_PROGRESS, PENDING) PREVIEWABLE_MEDIA_TYPES
        THREE_D_EXTENSIONS apply_sorting get_all_jobs get_job get_outputs_summary is_previewable
        normalize_history_item normalize_queue_item
    """,
    "comfy_extras.chainner_models.model_loading": "load_state_dict logger logging= spandrel=",
    "comfy_extras.nodes_lt": "_append_guide_attention_entry get_noise_mask",
    "execution": """
        AbstractPromptQueue AbstractPromptQueueGetCurrentQueueItems BasicCache CacheArgs(lru, ram)
        CacheEntry(outputs, ui) CacheKeySetID CacheKeySetInputSignature CacheSet(init_classic_cache,
        init_dependency_aware_cache, init_lru_cache, init_null_cache, init_ram_cache, recursive_debug_dump)
        CacheType(CLASSIC, DEPENDENCY_AWARE, LRU, NONE, RAM_PRESSURE) ComboOptions CurrentNodeContext
        CustomNode DuplicateNodeError DynamicPrompt Enum ExecutionBlocker ExecutionErrorMessage
        ExecutionInterruptedMessage ExecutionList ExecutionResult(FAILURE, PENDING, SUCCESS) ExecutionStatus
        ExecutionStatusAsDict ExecutorToClientProgress FloatSpecOptions FormattedValue FrozenTopologicalSort
        GraphBuilder HierarchicalCache HistoryEntry HistoryResultDict InputTypeSpec IntSpecOptions
        IsChangedCache(get) LRUCache LatentPreviewMethod MAXIMUM_HISTORY_SIZE NodeErrorsDictValue NullCache
        PathLike ProgressRegistry PromptExecutor(add_message, execute, execute_async, handle_execution_error,
        outputs_ui, reset) PromptQueue(ExecutionStatus, delete_history_item, delete_queue_item, get,
        get_current_queue, get_current_queue_volatile, get_flags, get_history, get_tasks_remaining, put,
        set_flag, size, task_done, wipe_history, wipe_queue) QueueItem QueueTuple RAMPressureCache
        RecursiveExecutionErrorDetails RecursiveExecutionErrorDetailsInterrupted RecursiveExecutionTuple
        SENSITIVE_EXTRA_DATA_KEYS Status StatusCode ValidateInputsTuple ValidationErrorDict
        ValidationErrorExtraInfoDict ValidationTuple WebUIProgressHandler _ComfyNodeInternal
        _NodeOutputInternal _io add_progress_handler canonicalize_path context_execute_node
        context_execute_prompt context_set_execution_list_and_inputs create_module_properties
        current_execution_context execute first_real_override format_value full_type_name get_current_span
        get_input_data get_input_info get_nodes get_output_data get_output_from_returns get_progress_state
        interruption io is_class is_link iterate_obj_classes logger make_locked_method_func map_node_over_list
        merge_result_data model_management nullcontext reset_progress_state resolve_map_node_over_list_results
        should_panic_on_exception tracer use_requests_caching validate_inputs validate_node_input
        validate_prompt vanilla_environment_node_execution_hooks asyncio= copy= heapq= inspect= json= logging=
        nodes= sys= threading= time= torch= traceback=
    """,
    "latent_preview": """
        Image KNOWN_APPROX_VAES Latent2RGBPreviewer(decode_latent_to_preview) LatentPreviewMethod
        LatentPreviewer(decode_latent_to_preview, decode_latent_to_preview_image) MAX_PREVIEW_RESOLUTION
        TAEHVPreviewerImpl(decode_latent_to_preview) TAESD TAESDPreviewerImpl(decode_latent_to_preview)
        UnencodedPreviewImageMessage VAE VIDEO_TAES:list args current_execution_context default_preview_method
        folder_paths get_or_download get_previewer load_torch_file logger model_management prepare_callback
        preview_to_image set_preview_method utils logging= torch=
    """,
    "nodes": """
        CLIPLoader(CATEGORY, DESCRIPTION, FUNCTION, INPUT_TYPES, RETURN_TYPES, load_clip)
        CLIPSetLastLayer(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, set_last_layer)
        CLIPTextEncode(CATEGORY, DESCRIPTION, FUNCTION, INPUT_TYPES, OUTPUT_TOOLTIPS, RETURN_TYPES, encode)
        CLIPVisionEncode(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, encode) CLIPVisionLoader(CATEGORY,
        FUNCTION, INPUT_TYPES, RETURN_TYPES, load_clip) CheckpointLoader(CATEGORY, DEPRECATED, FUNCTION,
        INPUT_TYPES, RETURN_TYPES, load_checkpoint) CheckpointLoaderSimple(CATEGORY, DESCRIPTION, FUNCTION,
        INPUT_TYPES, OUTPUT_TOOLTIPS, RETURN_TYPES, load_checkpoint) ConditioningAverage(CATEGORY, FUNCTION,
        INPUT_TYPES, RETURN_TYPES, addWeighted) ConditioningCombine(CATEGORY, FUNCTION, INPUT_TYPES,
        RETURN_TYPES, combine) ConditioningConcat(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, concat)
        ConditioningSetArea(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, append)
        ConditioningSetAreaPercentage(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, append)
        ConditioningSetAreaStrength(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, append)
        ConditioningSetMask(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, append)
        ConditioningSetTimestepRange(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, set_range)
        ConditioningZeroOut(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, zero_out) ControlNetApply(CATEGORY,
        DEPRECATED, FUNCTION, INPUT_TYPES, RETURN_TYPES, apply_controlnet) ControlNetApplyAdvanced(CATEGORY,
        FUNCTION, INPUT_TYPES, RETURN_NAMES, RETURN_TYPES, apply_controlnet) ControlNetLoader(CATEGORY,
        FUNCTION, INPUT_TYPES, RETURN_TYPES, load_controlnet) DiffControlNetLoader(CATEGORY, FUNCTION,
        INPUT_TYPES, RETURN_TYPES, load_controlnet) DiffusersLoader(CATEGORY, FUNCTION, INPUT_TYPES,
        RETURN_TYPES, load_checkpoint) DualCLIPLoader(CATEGORY, DESCRIPTION, FUNCTION, INPUT_TYPES,
        RETURN_TYPES, load_clip) EmptyImage(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, generate)
        EmptyLatentImage(CATEGORY, DESCRIPTION, FUNCTION, INPUT_TYPES, OUTPUT_TOOLTIPS, RETURN_TYPES,
        generate) GLIGENLoader(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, load_gligen)
        GLIGENTextBoxApply(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, append) ImageBatch(CATEGORY,
        FUNCTION, INPUT_TYPES, RETURN_TYPES, batch) ImageInvert(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES,
        invert) ImagePadForOutpaint(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, expand_image)
        ImageScale(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, crop_methods, upscale, upscale_methods)
        ImageScaleBy(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, upscale, upscale_methods)
        InpaintModelConditioning(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_NAMES, RETURN_TYPES, encode)
        KSampler(CATEGORY, DESCRIPTION, FUNCTION, INPUT_TYPES, OUTPUT_TOOLTIPS, RETURN_TYPES, sample)
        KSamplerAdvanced(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, sample) LOADED_MODULE_DIRS:dict
        LatentBlend(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, blend, blend_mode)
        LatentComposite(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, composite) LatentCrop(CATEGORY,
        FUNCTION, INPUT_TYPES, RETURN_TYPES, crop) LatentFlip(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES,
        flip) LatentFromBatch(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, frombatch) LatentRotate(CATEGORY,
        FUNCTION, INPUT_TYPES, RETURN_TYPES, rotate) LatentUpscale(CATEGORY, FUNCTION, INPUT_TYPES,
        RETURN_TYPES, crop_methods, upscale, upscale_methods) LatentUpscaleBy(CATEGORY, FUNCTION, INPUT_TYPES,
        RETURN_TYPES, upscale, upscale_methods) LoadImage(CATEGORY, FUNCTION, INPUT_TYPES, IS_CHANGED,
        RETURN_TYPES, VALIDATE_INPUTS, load_image) LoadImageMask(CATEGORY, FUNCTION, INPUT_TYPES, IS_CHANGED,
        RETURN_TYPES, VALIDATE_INPUTS, load_image) LoadImageOutput(DESCRIPTION, EXPERIMENTAL, FUNCTION,
        INPUT_TYPES) LoadLatent(CATEGORY, FUNCTION, INPUT_TYPES, IS_CHANGED, RETURN_TYPES, VALIDATE_INPUTS,
        load) LoraLoader(CATEGORY, DESCRIPTION, FUNCTION, INPUT_TYPES, OUTPUT_TOOLTIPS, RETURN_TYPES,
        load_lora) LoraLoaderModelOnly(FUNCTION, INPUT_TYPES, RETURN_TYPES, load_lora_model_only)
        RepeatLatentBatch(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, repeat) SaveLatent(CATEGORY,
        FUNCTION, INPUT_TYPES, OUTPUT_NODE, RETURN_TYPES, save) SetLatentNoiseMask(CATEGORY, FUNCTION,
        INPUT_TYPES, RETURN_TYPES, set_mask) StyleModelApply(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES,
        apply_stylemodel) StyleModelLoader(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, load_style_model)
        UNETLoader(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, load_unet) VAEDecode(CATEGORY, DESCRIPTION,
        FUNCTION, INPUT_TYPES, OUTPUT_TOOLTIPS, RETURN_TYPES, decode) VAEDecodeTiled(CATEGORY, FUNCTION,
        INPUT_TYPES, RETURN_TYPES, decode) VAEEncode(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, encode)
        VAEEncodeForInpaint(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES, encode) VAEEncodeTiled(CATEGORY,
        FUNCTION, INPUT_TYPES, RETURN_TYPES, encode) VAELoader(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES,
        load_taesd, load_vae, vae_list) before_node_execution common_ksampler get_module_name
        init_builtin_api_nodes init_builtin_extra_nodes init_external_custom_nodes init_extra_nodes
        init_public_apis load_custom_node unCLIPCheckpointLoader(CATEGORY, FUNCTION, INPUT_TYPES,
        RETURN_TYPES, load_checkpoint) unCLIPConditioning(CATEGORY, FUNCTION, INPUT_TYPES, RETURN_TYPES,
        apply_adm) folder_paths= hashlib= importlib= inspect= json= latent_preview= logging= math=
        node_helpers= np=numpy os= random= sys= time= torch= traceback=
    """,
    "server": """
        compress_body create_cors_middleware create_origin_only_middleware is_loopback
        send_socket_catch_exception aiohttp= asyncio= execution= folder_paths= glob= ipaddress= json= logging=
        mimetypes= node_helpers= nodes= os= socket= ssl= struct= sys= traceback= urllib= uuid= web=aiohttp.web
    """,
}
