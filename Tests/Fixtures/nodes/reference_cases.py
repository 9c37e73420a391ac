"""What sockets get in the cases of record_reference.py, and what is different for single classes."""
from types import SimpleNamespace

from reference_models import plain_model


def tensor(*shape, seed=1, low=0.0, high=1.0):
    return {"shape": list(shape), "seed": seed, "low": low, "high": high}


def latent(*shape, seed=2, **more):
    return {"samples": tensor(*shape, seed=seed, low=-3.0, high=3.0), **more}


def audio(channels=2, length=300, rate=44100, seed=3):
    return {"waveform": tensor(1, channels, length, seed=seed, low=-1.0), "sample_rate": rate}


def conditioning(seed=4, tokens=3, pooled=True):
    options = {"pooled_output": tensor(1, 5, seed=seed + 1, low=-1.0)} if pooled else {}
    return [[tensor(1, tokens, 4, seed=seed, low=-1.0), options]]


def values(*numbers, shape=None):
    return {"shape": shape or [len(numbers)], "values": list(numbers)}


def vae(channels=4, downscale=8, by=0):
    return {"object": "VAE", "channels": channels, "downscale": downscale, "by": by}


image, mask = tensor(2, 12, 10, 3), tensor(2, 12, 10, seed=5)
wan, seen = vae(16, 8, 4), {"object": "CLIP_VISION_OUTPUT", "seed": 12}
tracks = {"track_path": tensor(9, 2, 2, seed=13, high=40.0), "track_visibility": values(*[1, 0] * 9, shape=[9, 2])}
sockets = {
    "IMAGE": image, "MASK": mask, "LATENT": latent(2, 4, 6, 8), "AUDIO": audio(),
    "SIGMAS": values(14.5, 7.0, 3.0, 1.25, 0.5, 0.0), "CONDITIONING": conditioning(), "*": 5, "FLOATS": [0.5, -1.5, 2.0],
    "VAE": vae(), "CLIP": {"object": "CLIP"}, "CLIP_VISION_OUTPUT": seen, "TRACKS": tracks, "TIMESTEPS_RANGE": [0.25, 0.75],
    "MODEL": {"object": "MODEL"}, "LATENT_OPERATION": {"object": "LATENT_OPERATION"},
    "AUDIO_ENCODER_OUTPUT": {"encoded_audio_all_layers": [tensor(1, 25, 4, seed=50 + i, low=-1.0) for i in range(33)],
                             "audio_samples": 8000},
    "WAN_CAMERA_EMBEDDING": tensor(1, 24, 3, 16, 32, seed=19), "HOOKS": {"object": "HOOKS"},
    "HOOK_KEYFRAMES": {"object": "HOOK_KEYFRAMES"},
    "IMAGECOMPARE": {}, "VOXEL": {"object": "VOXEL", "data": tensor(1, 4, 5, 6, seed=14, low=-1.0)},
}
# what else sockets of a kind get at the defaults, where the reference takes it
variants = {
    "IMAGE": [tensor(2, 9, 14, 3, seed=6, low=-0.5, high=1.5), tensor(1, 12, 10, 4, seed=7), tensor(1, 1, 1, 3, seed=8)],
    "MASK": [tensor(2, 9, 14, seed=9, low=-0.5, high=1.5), {"shape": [1, 12, 10], "fill": 0.0}],
    "LATENT": [latent(1, 16, 3, 4, 6), latent(2, 4, 6, 8, noise_mask=tensor(1, 1, 48, 64, seed=10))],
    "AUDIO": [audio(1, 200, 22050)],
    "CONDITIONING": [conditioning(pooled=False), conditioning() + conditioning(seed=11, tokens=2)],
}
# numbers whose names have these words are sizes
sizes = ["width", "height", "length", "batch", "size", "frames", "layers", "seconds", "duration", "amount", "resolution",
         "steps", "rate", "tracks", "edge", "columns", "multiplier", "megapixels", "padding", "layers"]


def objects(reference):
    """What {"object": NAME} stands for."""
    import torch
    import torch.nn.functional as F
    from comfy import hooks

    class PlainVAE:
        """A latent frame is the first picture of its group: means of squares, mixed."""

        def __init__(self, channels, downscale, by):
            self.latent_channels, self.downscale_ratio, self.by = channels, downscale, by
            self.upscale_ratio = downscale
            if by:
                self.downscale_ratio = (lambda length: (length - 1) // by + 1, downscale, downscale)
                self.upscale_ratio = (lambda length: (length - 1) * by + 1, downscale, downscale)
                self.downscale_index_formula = (by, downscale, downscale)
            self.downscale = downscale

        def spacial_compression_encode(self):
            return self.downscale

        def temporal_compression_decode(self):
            return self.by or None

        def throw_exception_if_invalid(self):
            pass

        def encode(self, pixels):
            (top, left), (high, wide) = [[f(n) for n in pixels.shape[1:3]] for f in (
                lambda n: n % self.downscale // 2, lambda n: n // self.downscale * self.downscale)]
            frames = pixels[:, top:top + high, left:left + wide, :3]
            if self.by:
                frames = frames[0::self.by]
            means = F.avg_pool2d(frames.permute(0, 3, 1, 2), self.downscale)
            c, k = torch.meshgrid(torch.arange(self.latent_channels), torch.arange(3), indexing="ij")
            mixed = torch.einsum("ck,tkhw->cthw", ((c * 3 + k * 5) % 7 - 3).float() / 4, means)
            mixed = mixed + (torch.arange(self.latent_channels).float() / 16).view(-1, 1, 1, 1)
            return mixed[None] if self.by else mixed.permute(1, 0, 2, 3)

    class PlainCLIP:
        """Says the same of each text."""

        def tokenize(self, text, **_):
            return {key: [[(1, 1.0)]] for key in ("l", "g", "t5xxl", "llama", "gemma2_2b")}

        def encode_from_tokens(self, tokens, return_pooled=False, **_):
            cond, pooled = torch.arange(8.0).view(1, 2, 4), torch.arange(5.0).view(1, 5) / 4
            return (cond, pooled) if return_pooled else cond

        def encode_from_tokens_scheduled(self, tokens, add_dict={}, **_):
            cond, pooled = self.encode_from_tokens(tokens, True)
            return [[cond, {"pooled_output": pooled, **add_dict}]]

        def clone(self):
            return self

    def noise(*shape, seed):
        from reference_values import made
        return made(tensor(*shape, seed=seed, low=-1.0))

    def vision(seed):
        return SimpleNamespace(
            last_hidden_state=noise(1, 3, 4, seed=seed), penultimate_hidden_states=noise(1, 3, 4, seed=seed + 1),
            image_embeds=noise(1, 5, seed=seed + 2), mm_projected=None)

    def keyframes():
        group = hooks.HookKeyframeGroup()
        group.add(hooks.HookKeyframe(strength=0.5, start_percent=0.25))
        return group

    return {"MODEL": plain_model, "VAE": PlainVAE, "CLIP": PlainCLIP, "CLIP_VISION_OUTPUT": vision, "HOOKS": hooks.HookGroup,
            "HOOK_KEYFRAMES": keyframes, "LATENT_OPERATION": lambda: lambda latent, **_: latent * latent * 0.25,
             "VOXEL": lambda data: SimpleNamespace(data=data)}


def films(vae=wan, **base):
    """Films in small sizes where pictures are given, besides the defaults."""
    small = {"width": 64, "height": 64, "length": 9} if vae["downscale"] > 16 else {"width": 32, "height": 16, "length": 9}
    return {"base": {"vae": vae, **base}, "small": small}


list_of_images = [tensor(1, 12, 10, 3), tensor(1, 9, 14, 3, seed=6)]
list_of_latents = [latent(1, 4, 6, 8), latent(1, 4, 6, 8, seed=15), latent(2, 4, 4, 8, seed=16)]
film = latent(1, 16, 3, 2, 4)
wide = tensor(1, 40, 36, 3)
small_picture = {"image": tensor(1, 12, 10, 3)}
drawing = {"shape": [1, 8, 10, 3], "values": [float(c == 0 or (x + y) % 3 == 0) for y in range(8) for x in range(10) for c in range(3)]}

classes = {
    **{name: {"base": {"image": wide}} for name in ("ImageBlur", "ImageSharpen", "Canny", "ImageAndMaskResizeNode")},
    **{name: {"base": {"image": tensor(1, 12, 10, 3)}} for name in (
        "FluxKontextImageScale", "ImageScaleToTotalPixels", "ImageResize", "ImageScaleBy", "ResizeAndPadImage")},
    **{name: {"base": {"images": list_of_images}} for name in ("ImageGrid", "ImageDeduplication", "MergeImageLists",
                                                               "ShuffleDataset", "RebatchImages")},
    **{name: {"base": {"images": tensor(1, 12, 10, 3)}} for name in (
        "CenterCropImages", "RandomCropImages", "ResizeImagesByLongerEdge", "ResizeImagesByShorterEdge",
        "AdjustBrightness", "AdjustContrast", "NormalizeImages")},
    "ImageAndMaskResizeNode": {"base": {"image": tensor(1, 96, 80, 3), "mask": tensor(1, 96, 80, seed=5)}},
    "ShuffleImageTextDataset": {"base": {"images": list_of_images + [wide], "texts": ["a", "b", "c"]}},
    "MergeTextLists": {"base": {"texts": ["a", "", "b"]}},
    "RebatchLatents": {"base": {"latents": list_of_latents}},
    "ResolutionBucket": {"base": {"latents": list_of_latents, "conditioning": [conditioning(), conditioning(20), conditioning(30) + conditioning(34)]}},
    "BatchImagesNode": {"base": {"images": None, "images.image0": image, "images.image1": tensor(1, 9, 14, 3, seed=6)}},
    "BatchMasksNode": {"base": {"masks": None, "masks.mask0": mask, "masks.mask1": tensor(1, 9, 14, seed=6)}},
    "BatchLatentsNode": {"base": {"latents": None, "latents.latent0": latent(2, 4, 6, 8), "latents.latent1": latent(1, 4, 6, 8, seed=6)}},
    "ComfySwitchNode": {"base": {"on_true": 1, "on_false": 2}},
    "LazySwitch": {"base": {"on_true": 1, "on_false": 2}},
    "ResizeImageMaskNode": {
        "base": {"input": image, "resize_type": "scale dimensions", "resize_type.width": 512, "resize_type.height": 512,
                 "resize_type.crop": "center"},
        "rows": [
            {"input": given, "scale_method": method, "resize_type.width": None, "resize_type.height": None,
             "resize_type.crop": None, "resize_type": kind, **{f"resize_type.{k}": v for k, v in more.items()}}
            for given, methods in ((image, ("area", "lanczos", "nearest-exact", "bilinear", "bicubic")), (mask, ("area",)))
            for method in methods
            for kind, more in [
                *(("scale dimensions", {"width": w, "height": h, "crop": c})
                  for w, h in ((0, 0), (0, 7), (9, 0), (16384, 4), (3, 16384), (14, 9)) for c in ("center", "disabled")),
                *(("scale by multiplier", {"multiplier": m}) for m in (1.0, 0.01, 8.0, 0.37)),
                *(("scale longer dimension", {"longer_size": s}) for s in (0, 1, 7, 512)),
                *(("scale shorter dimension", {"shorter_size": s}) for s in (0, 1, 7, 512)),
                *(("scale width", {"width": s}) for s in (0, 1, 7, 512)),
                *(("scale height", {"height": s}) for s in (0, 1, 7, 512)),
                *(("scale total pixels", {"megapixels": m}) for m in (1.0, 0.01)),
                *(("match size", {"match": tensor(1, 5, 7, 3), "crop": c}) for c in ("center", "disabled")),
                *(("scale to multiple", {"multiple": m}) for m in (1, 8, 5, 16384))]
            if method == "area" or kind in ("scale dimensions", "scale by multiplier")],
    },
    "Canny": {"base": {"image": tensor(1, 24, 20, 3)}, "rows": [
        {"low_threshold": 0.01, "high_threshold": 0.01}, {"low_threshold": 0.99, "high_threshold": 0.99}]},
    "ImageQuantize": {"base": {"image": tensor(1, 12, 10, 3)}},
    "ImageYUVToRGB": {"base": {"Y": tensor(1, 6, 4, 3), "U": tensor(1, 6, 4, 3, seed=2, low=-0.4, high=0.4),
                               "V": tensor(1, 6, 4, 3, seed=3, low=-0.6, high=0.6)}},
    "ImageToMask": {"rows": [{"channel": "alpha", "image": tensor(2, 5, 4, 4)}]},
    "ImageStitch": {"rows": [
        {"image2": tensor(1, 9, 14, 3, seed=6), "direction": d, "match_image_size": m, "spacing_width": s, "spacing_color": c}
        for d in ("right", "down", "left", "up") for m in (True, False) for s, c in ((0, "white"), (6, "red"), (1024, "black"))]},
    "ImageColorToMask": {"base": {"image": {"shape": [1, 2, 2, 3], "values": [0, 0, 0, 1, 1, 1, 0.2, 0.4, 0.6, 0.5, 0.5, 0.5]}},
                         "rows": [{"color": 0x336699}, {"color": 0x7F7F7F}]},
    "SkeletonizeThin": {"base": {"image": drawing}},
    "Flatten": {"base": {"images": tensor(1, 5, 4, 4)}, "rows": [{"background_color": c} for c in ("#000", "red", "#ff8000", "rgb(1,2,3)")]},
    "SplitImageWithAlpha": {"base": {"image": tensor(2, 5, 4, 4)}},
    "CropAndFitInpaintToDiffusionSize": {"base": {"image": tensor(1, 40, 30, 3), "mask": {"shape": [1, 40, 30], "values": [
        float(10 <= y < 20 and 5 <= x < 17) for y in range(40) for x in range(30)]}}},
    "CropMask": {"rows": [{"x": 3, "y": 2, "width": 4, "height": 5}]},
    "MaskComposite": {"base": {"source": tensor(1, 5, 7, seed=17)}, "rows": [
        {"operation": o, "x": 4, "y": 3} for o in ("multiply", "add", "subtract", "and", "or", "xor")]},
    "ImageCompositeMasked": {"base": {"source": tensor(1, 5, 7, 3, seed=17)}, "rows": [
        {"x": 4, "y": 3, "mask": tensor(1, 4, 4, seed=18), "resize_source": r} for r in (True, False)]},
    "LatentCompositeMasked": {"base": {"source": latent(1, 4, 3, 4, seed=17)}, "rows": [
        {"x": 24, "y": 8, "mask": tensor(1, 4, 4, seed=18), "resize_source": r} for r in (True, False)]},
    "LatentComposite": {"base": {"samples_from": latent(2, 4, 3, 4, seed=17)}, "rows": [
        {"x": 16, "y": 8, "feather": 16}, {"x": 0, "y": 0, "feather": 8}, {"x": 16384, "y": 16384, "feather": 0}]},
    "ImagePadForOutpaint": {"rows": [{"left": 8, "top": 8, "right": 16, "bottom": 8, "feathering": f} for f in (0, 3, 40)]},
    "SetLatentNoiseMask": {"rows": [{"mask": tensor(4, 5, seed=3)}]},
    "JoinImageWithAlpha": {"rows": [{"alpha": tensor(1, 6, 5, seed=2)}]},
    "ConditioningStableAudio": {"rows": [{"seconds_start": 12.5, "seconds_total": 30.0}]},
    "ManualSigmas": {"rows": [{"sigmas": t} for t in ("", "1,0.5", "14.6 7 -3 1e-1", "a1b2", "0.5.3")]},
    # the reference asks a type of PyTorch's for a number
    "KSamplerSelect": {"broken": [{"sampler_name": "sa_solver"}, {"sampler_name": "sa_solver_pece"}]},
    "StableCascade_StageC_VAEEncode": {"base": {"image": tensor(1, 160, 168, 3)}},
    "CustomCombo": {"base": {"choice": "a"}},
    "StringPosixPathJoin": {"base": {"value0": "a", "value1": "b/", "value2": "c"}, "rows": [
        {"value0": "", "value1": "", "value2": ""}, {"value0": "", "value1": "/x", "value2": ""}, {"value0": "a", "value1": "/b", "value2": "../c"}]},
    "TrimVideoLatent": {"base": {"samples": latent(1, 4, 5, 2, 3)}},
    "ReplaceVideoLatentFrames": {"base": {"destination": latent(1, 4, 5, 2, 3)}, "rows": [
        {"source": latent(1, 4, 2, 2, 3, seed=9), "index": i} for i in (0, 2, -1, -2, 4, 16384, -16384)]},
    "NormalizeVideoLatentStart": {"base": {"latent": latent(1, 4, 12, 2, 3)}},
    "LTXVCropGuides": {"base": {"latent": latent(1, 4, 5, 2, 3)}},
    "LTXVConcatAVLatent": {"base": {"video_latent": latent(1, 4, 5, 2, 3), "audio_latent": latent(1, 8, 16, 4, seed=9)}},
    "HunyuanRefinerLatent": {"base": {"latent": film}},
    "HunyuanVideo15SuperResolution": {"base": {"latent": latent(1, 32, 3, 2, 4), "vae": vae(32, 16, 4)}},
    "LatentCutToBatch": {"rows": [{"dim": d, "slice_size": s, "samples": latent(2, 4, 6, 8)} for d in "xy" for s in (1, 2, 3, 16384)]},
    "LatentConcat": {"rows": [{"dim": d, "samples2": latent(2, 4, 6, 8, seed=9)} for d in ("x", "-x", "y", "-y", "t", "-t")]},
    "LatentBatch": {"rows": [{"samples2": latent(1, 4, 5, 9, seed=9)}]},
    "LatentAdd": {"base": {"samples2": latent(1, 4, 5, 9, seed=9)}},
    "LatentSubtract": {"base": {"samples2": latent(1, 4, 5, 9, seed=9)}},
    "LatentInterpolate": {"base": {"samples2": latent(1, 4, 5, 9, seed=9)}},
    "LatentBlend": {"base": {"samples2": latent(2, 4, 6, 8, seed=9)}},
    "LatentCrop": {"base": {"samples": latent(1, 4, 20, 30)}, "rows": [{"width": 64, "height": 64, "x": 40, "y": 24}]},
    "LatentFromBatch": {"base": {"samples": latent(3, 4, 3, 2, noise_mask=tensor(3, 1, 3, 2), batch_index=[4, 7, 9])}},
    "LatentBatchSeedBehavior": {"base": {"samples": latent(3, 4, 3, 2, batch_index=[4, 7, 9])}},
    "StableCascade_StageB_Conditioning": {"base": {"stage_c": latent(1, 16, 3, 4)}},
    "AudioConcat": {"base": {"audio2": audio(1, 200, 22050)}},
    "AudioMerge": {"base": {"audio2": audio(2, 200, 22050)}, "rows": [{"audio2": audio(1, 400, 44100)}]},
    "JoinAudioChannels": {"base": {"audio_left": audio(1), "audio_right": audio(1, 250, 44100, 9)}, "rows": [
        {"audio_right": audio(1, 250, 22050, 9)}, {"audio_right": audio(2)}]},
    "TrimAudioDuration": {"base": {"audio": audio(2, 500, 1000)}, "rows": [
        {"start_index": s, "duration": d} for s, d in ((0.1, 0.2), (-0.2, 0.1), (-5.0, 0.1), (0.5, 1.0), (0.1, 0.0))]},
    "LTXVScheduler": {"rows": [{"latent": latent(1, 4, 3, 8, 8), "stretch": s} for s in (True, False)]},
    "CreateVideo": {"base": {"images": tensor(2, 4, 6, 3)}},
    "StringToUri": {"rows": [{"batch": 3}, {"batch": 0}]},
    "ControlNetApply": {"base": {"control_net": None}},
    "LTXVAddGuide": films(vae(128, 32, 8), image=tensor(2, 40, 48, 3), latent=latent(1, 128, 3, 2, 2)),
    "LTXVImgToVideo": films(vae(128, 32, 8), image=tensor(1, 40, 48, 3)),
    "LTXVImgToVideoInplace": films(vae(128, 32, 8), image=tensor(1, 40, 48, 3), latent=latent(1, 128, 3, 2, 2)),
    "CosmosImageToVideoLatent": films(vae(16, 8, 8)),
    "Wan22ImageToVideoLatent": films(vae(48, 16, 4)),
    "Wan22FunControlToVideo": films(vae(48, 16, 4)),
    "HunyuanVideo15ImageToVideo": films(vae(32, 16, 4)),
    "WanSoundImageToVideoExtend": films(video_latent=latent(1, 16, 3, 2, 4)),
    "WanPhantomSubjectToVideo": films(images=tensor(2, 20, 24, 3)),
    "WanTrackToVideo": films(start_image=tensor(1, 20, 24, 3)),
    "WanMoveTrackToVideo": films(start_image=tensor(1, 20, 24, 3)),
    "WanMoveVisualizeTracks": {"base": {"images": tensor(9, 32, 48, 3)}},
    "WanVaceToVideo": {**films(), "rows": [{"control_masks": tensor(9, 16, 32), "control_video": tensor(5, 20, 24, 3)}]},
    **{name: films() for name in (
        "CosmosPredict2ImageToVideoLatent", "HunyuanImageToVideo", "Kandinsky5ImageToVideo", "WanAnimateToVideo",
        "WanCameraImageToVideo", "WanFirstLastFrameToVideo", "WanFunControlToVideo", "WanFunInpaintToVideo",
        "WanHuMoImageToVideo", "WanImageToVideo", "WanSoundImageToVideo")},
}
picture_nodes = {name: {"base": {"pixels": tensor(2, 28, 20, 3), "mask": tensor(1, 28, 20, seed=5)}}
                 for name in ("InpaintModelConditioning", "VAEEncodeForInpaint")}
classes.update(picture_nodes)
for name in ("BasicGuider", "CFGGuider", "DualCFGGuider", "PerpNegGuider", "PerpNeg"):
    classes[name] = {"base": {"positive": conditioning(20), "negative": conditioning(22), "conditioning": conditioning(20),
                              "cond1": conditioning(20), "cond2": conditioning(24), "empty_conditioning": conditioning(26)}}
for name in ("InstructPixToPixConditioning", "VAEEncode"):
    classes[name] = {"base": {"pixels": tensor(2, 28, 20, 3)}}

# Rows apart: the reference gives what is of no use, or libcomfy does better: resolutions that are unknown, a side of no
# pixel, a seed of more than 32 bits, frames far before the first, noise levels in the wrong order, steps beyond all size.
for name, broken in {
    "CropAndFitInpaintToDiffusionSize": [{"resolutions": "Unknown"}], "ImageResize": [{"resolutions": "Unknown"}],
    "ImageResize1": [{"width": 1, "height": 1}], "LatentAddNoiseChannels": [{"seed": 1152921504606846975}],
    "ReplaceVideoLatentFrames": [{"index": -16384}], "ModelSamplingContinuousEDM": [{"sigma_min": 1000.0}],
    "ModelSamplingContinuousV": [{"sigma_min": 1000.0}], "NormalizeVideoLatentStart": [{"start_frame_count": 16384}],
    "ResizeAndPadImage": [{"target_height": 1, "interpolation": "area"}],
    "ResizeImageMaskNode": [
        {"resize_type.width": width, "resize_type.height": height, "resize_type.crop": "center"}
        for width, height in ((16384, 4), (3, 16384))],
    # sides that are no multiples of 8: what stands for an autoencoder there does not crop in the middle
    "TextEncodeQwenImageEdit": [{"vae": vae(), "image": image}],
    "ModelSamplingStableCascade": [{"shift": 100.0}, {"shift": 0.0}], "WanCameraEmbedding": [{"fx": 0}, {"fy": 0}],
    "TrimAudioDuration": [{"start_index": end} for end in (-18446744073709551615, 18446744073709551615)], "SamplerDPMAdaptative": [{"dcoeff": 6.25}, {"eta": 6.25}],
    # written over in place, so that the negative prompt's is moved as well
    "WanMoveTrackToVideo": [{"tracks": tracks}],
    # a blur of no width
    "SelfAttentionGuidance": [{"blur_sigma": 0.0}],
    "SamplerDPMPP_2S_Ancestral": [{"eta": 100.0}], "SamplerDPMPP_SDE": [{"r": 100.0}],
}.items():
    classes[name] = {**classes.get(name, {}), "broken": broken}
# Classes that get nothing but what the table gives: prompts of several parts, latents of films and pictures with other
# masks, or values outside of 0...1 as bytes, go no further there.
for name in (
        "BasicGuider CFGGuider DualCFGGuider PerpNegGuider PerpNeg CropAndFitInpaintToDiffusionSize "
        "HintImageEnchance ImageQuantize ImageResize ImageResize1 LatentCrop SD_4XUpscale_Conditioning "
        "WanSoundImageToVideoExtend LTXVCropGuides LTXVSeparateAVLatent NormalizeVideoLatentStart").split():
    classes[name] = {**classes.get(name, {}), "variants": False}
# of films too: what stands behind the channels are frames, rows and columns
tall = latent(1, 16, 3, 4, 6)
for name, choices in {
    "LatentFlip": [{"flip_method": "y-axis: horizontally"}],
    "LatentRotate": [{"rotation": f"{angle} degrees"} for angle in (90, 180, 270)],
    "LatentConcat": [{"dim": dim, "samples2": tall} for dim in ("-x", "y", "-y", "t", "-t")],
    "LatentCut": [{"dim": "y", "index": 1, "amount": 2}, {"dim": "t", "index": -2}],
    "LatentCutToBatch": [{"dim": "y", "slice_size": 3}, {"dim": "x", "slice_size": 2}],
    "LatentUpscaleBy": [{"upscale_method": method, "scale_by": 1.7} for method in ("bislerp", "bicubic", "area")],
    "LatentUpscale": [{"width": 80, "height": 72, "crop": "center", "upscale_method": "bislerp"}],
    "LatentAddNoiseChannels": [{"slice_i": 2, "slice_j": -3}],
    "LatentComposite": [{"samples_to": tall, "samples_from": latent(1, 16, 2, 3, 6, seed=30), "x": 8, "y": 8, "feather": feather}
                        for feather in (0, 16)],
    "LatentCompositeMasked": [{"destination": tall, "source": latent(1, 16, 3, 2, 3, seed=30), "x": 16, "y": 8,
                               "mask": tensor(1, 2, 3, seed=31)}],
}.items():
    key = "samples1" if name == "LatentConcat" else "samples"
    rows = [row if name.startswith("LatentComposite") else {key: tall, **row} for row in choices]
    classes[name] = {**classes.get(name, {}), "rows": classes.get(name, {}).get("rows", []) + rows}

# Classes that need a network.
network, clip = {"object": "NETWORK"}, {"object": "NETWORK_CLIP"}
drawn = latent(1, 4, 12, 8, seed=43, noise_mask=tensor(1, 1, 12, 8, seed=44))
prompts = {side: {"object": "PROMPT", "side": side} for side in ("positive", "negative")}
drawing = {"model": network, "latent_image": drawn, "sampler": {"object": "SAMPLER"}, **prompts}
windows = [{"context_length": 5, "context_overlap": 2, "dim": 2, "context_schedule": schedule, "fuse_method": fuse, **more}
           for schedule in ("standard_static", "standard_uniform", "looped_uniform", "batched")
           for fuse in ("pyramid", "relative", "flat", "overlap-linear")
           for more in ({}, *([{"closed_loop": True}, {"context_stride": 2}, {"freenoise": True}] if fuse == "flat" else []))]
for name in ("FreeU FreeU_V2 HyperTile TomePatchModel PatchModelAddDownscale PerturbedAttentionGuidance SelfAttentionGuidance "
             "SkipLayerGuidanceDiT SkipLayerGuidanceDiTSimple SkipLayerGuidanceSD3 UNetCrossAttentionMultiply "
             "UNetSelfAttentionMultiply UNetTemporalAttentionMultiply EasyCache LazyCache ContextWindowsManual "
             "WanContextWindowsManual ScaleROPE DifferentialDiffusion").split():
    classes[name] = {**classes.get(name, {}), "base": {"model": network}, "rows": windows if name == "ContextWindowsManual" else []}
for name in ("KSampler", "KSamplerAdvanced", "SamplerCustom"):
    # the first one shows the choices of both
    shown = ("sampler_name", "scheduler") if name == "KSamplerAdvanced" else ()
    classes[name] = {"base": {**drawing, "steps": 5}, "variants": False, "shown": shown}
for name in ("CLIPSetLastLayer", "CLIPAttentionMultiply", "T5TokenizerOptions"):
    classes[name] = {"base": {"clip": clip}}
for name in ("VAEDecode", "VAEDecodeTiled", "VAEEncodeTiled"):
    classes[name] = {"base": {"vae": {"object": "NETWORK_VAE"}, "samples": latent(1, 4, 20, 12), "pixels": tensor(1, 152, 96, 3)},
                     "variants": False}


def reasons(*rows):
    return {name: reason for reason, names in rows for name in names.split()}


# classes of which nothing is recorded here
without = reasons(
    ("a class before it makes what it takes; workflows of the reference's have both",
     "CompositeCroppedAndFittedInpaintResult ImageExifMerge GetVideoComponents"),
    ("it reads a file of the user's",
     "LoadImage LoadImageMask LoadImageOutput LoadAudio LoadVideo LoadLatent LoadImageDataSetFromFolder Load3D RecordAudio "
     "LoadImageTextDataSetFromFolder LoadTrainingDataset WebcamCapture LoadImageFromURL LoadVideoFromURL "
     "VideoRequestParameter ImageRequestParameter"),
    ("it reads a file of a model",
     "CLIPLoader DualCLIPLoader TripleCLIPLoader QuadrupleCLIPLoader CheckpointLoader CheckpointLoaderSimple CLIPVisionLoader "
     "ControlNetLoader ControlNetLoaderWeights GLIGENLoader ModelPatchLoader PhotoMakerLoader StyleModelLoader UNETLoader "
     "UpscaleModelLoader VAELoader unCLIPCheckpointLoader CreateHookLora CreateHookLoraModelOnly CreateHookModelAsLora "
     "CreateHookModelAsLoraModelOnly"),
    ("it writes a file and has no other result",
     "SaveAnimatedPNG SaveAnimatedWEBP SaveAudio SaveAudioMP3 SaveAudioOpus SaveImage SaveImageDataSetToFolder SaveLatent "
     "SaveImageTextDataSetToFolder SaveString SaveTrainingDataset SaveWEBM PreviewAudio PreviewImage MaskPreview SaveGLB "
     "SaveSVGNode SaveVideo LossGraphNode Preview3D ImageCompare PreviewAny OutputTensor SaveImagesResponse"),
    ("it needs a network; workflows of the reference's have it",
     "AddNoise SamplerCustomAdvanced CLIPVisionEncode CLIPSave CheckpointSave "
     "ModelSave VAESave LoraSave LoraLoader LoraLoaderModelOnly LoraModelLoader HypernetworkLoader DiffControlNetLoader "
     "CLIPMergeAdd CLIPMergeSimple CLIPMergeSubtract ControlNetApply ControlNetApplyAdvanced ControlNetApplySD3 "
     "ControlNetInpaintingAliMamaApply SetUnionControlNetType GLIGENTextBoxApply ImageUpscaleWithModel PhotoMakerEncode "
     "StyleModelApply SVD_img2vid_Conditioning SV3D_Conditioning StableZero123_Conditioning "
     "StableZero123_Conditioning_Batched MakeTrainingDataset "
     "QwenImageDiffsynthControlnet ZImageFunControlnet USOStyleReference ReferenceOnlySimple SaveLoRA "
     "ModelMergeAdd ModelMergeAuraflow ModelMergeBlocks ModelMergeCosmos14B ModelMergeCosmos7B ModelMergeCosmosPredict2_14B "
     "ModelMergeCosmosPredict2_2B ModelMergeFlux1 ModelMergeLTXV ModelMergeMochiPreview ModelMergeQwenImage ModelMergeSD1 "
     "ModelMergeSD2 ModelMergeSD35_Large ModelMergeSD3_2B ModelMergeSDXL ModelMergeSimple ModelMergeSubtract "
     "ModelMergeWAN2_1 ChromaRadianceOptions GroupOffload LayerwiseCast ModelComputeDtype QuantizeModel TorchCompileModel wanBlockSwap SetClipHooks "
     "TextDiffuserAddTokens TextDiffuserDecodeLayoutString2ClipString"),
    ("the reference gives a list of one in the place of the text",
     "AddTextPrefix AddTextSuffix ReplaceText StripWhitespace TextToLowercase TextToUppercase TruncateText MergeTextLists "
     "OmitThink"),
    ("its noise lies in memory here as bislerp leaves pixels, and does not in whole workflows: ../reference has one",
     "SamplerLCMUpscale"),
    ("its latent is one of film and sound", "LTXVSeparateAVLatent"),
    ("encoders of films decide what comes out", "LTXVPreprocess"),
    ("it gives paths of the output folder", "LegacyOutputURIs UriFormat"),
    ("releases of Kornia differ: in the coefficients, and in whether the result is clamped", "ImageYUVToRGB"),
    ("the reference's function is of a single picture", "RenormCFG"),
    ("the reference's sampler has a defect: it asks a type of PyTorch's for a number", "SamplerSASolver"),
    ("the reference has switched it off", "EvalPython_1_1 EvalPython_1_List EvalPython_5_5 EvalPython_List_1 EvalPython_List_List"),
    ("values.json has what Python gives",
     "BinaryOperation BooleanBinaryOperation UnaryOperation BooleanUnaryOperation RegexMatchExpand RegexMatchGroupByIndex "
     "RegexMatchGroupByName Regex"),
)

# classes that libcomfy does not have
absent = set((
    "AudioEncoderEncode AudioEncoderLoader CLIPTextEncodeHunyuanDiT CLIPTextEncodeKandinsky5 "
    "CosmosPromptUpsamplerLoader CosmosText2WorldTokenize CosmosVideo2WorldTokenize Florence2OutputToMask "
    "Florence2PostProcess Florence2TaskTokenize HunyuanVideo15LatentUpscaleWithModel IdeogramDescribe IdeogramEdit "
    "IdeogramGenerate IdeogramRemix ImageOnlyCheckpointLoader ImageOnlyCheckpointSave LTXAVTextEncoderLoader "
    "LTXVAudioVAEDecode LTXVAudioVAEEncode LTXVAudioVAELoader LTXVAudioVAELoader1 LTXVEmptyLatentAudio "
    "LTXVLatentUpsampler LatentUpscaleModelLoader LatentUpscaleModelLoader1 OneShotInstructTokenize "
    "PixtralTransformersLoader QwenVL2_5TransformersLoader TextEncodeAceStepAudio "
    "TextEncodeHunyuanVideo_ImageToVideo TrainLoraNode TransformerBeamSearchSampler "
    "TransformerContrastiveSearchSampler TransformerGreedySampler TransformerMergeSamplers "
    "TransformerTemperatureSampler TransformerTopKSampler TransformerTopPSampler TransformersGenerate "
    "TransformersGenerationConfig TransformersLoader1 TransformersLoaderQuantized TransformersTokenize "
    "TransformersTranslationTokenize VAEDecodeAudio VAEDecodeHunyuan3D VAEEncodeAudio WanImage2VideoTokenize "
    "WanInfiniteTalkToVideo WanText2VideoTokenize "
).split())
