#!/usr/bin/env python3
"""Encode a prompt of the transformers' reference with Hugging Face's transformers.

    make_dit_conditioning.py REFERENCE_DIR/dit MODELS_DIR OUT.safetensors

MODELS_DIR holds t5xxl_s, qwen3_s, clip_l_s, clip_g_s, t5xxl_w4096_s and t5xl_s of make_dit_checkpoint.py below text_encoders/. The reference's internals have the
token ids of the prompts, and every third (Flux), fifth (klein) or 33rd (SD3) value of what its encoders made of them, with which the
result is compared. Needs torch, transformers and safetensors.
"""
import json
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, Qwen3Config, Qwen3Model, T5Config, T5EncoderModel, UMT5Config, UMT5EncoderModel

QWEN_PAD = 151643


def t5(weights, ids, width=128, heads=4, head_width=32, inner=256):
    config = T5Config(d_model=width, num_heads=heads, d_kv=head_width, d_ff=inner, num_layers=24, vocab_size=32128,
                      feed_forward_proj="gated-gelu", dense_act_fn="gelu_new")
    model = T5EncoderModel(config).eval()
    model.load_state_dict({**weights, "encoder.embed_tokens.weight": weights["shared.weight"]})
    return model(input_ids=torch.tensor([ids])).last_hidden_state


def pile_t5(weights, ids):
    """Without the padding, which is masked and whose outputs are zeros."""
    config = UMT5Config(d_model=2048, num_heads=2, d_kv=16, d_ff=32, num_layers=24, vocab_size=32128,
                        feed_forward_proj="gated-gelu", dense_act_fn="gelu_new")
    model = UMT5EncoderModel(config).eval()
    model.load_state_dict({**weights, "encoder.embed_tokens.weight": weights["shared.weight"]})
    return model(input_ids=torch.tensor([ids])).last_hidden_state


def qwen3(weights, ids):
    """The inputs of layers 9, 18 and 27 side by side; padding is masked."""
    config = Qwen3Config(hidden_size=64, num_hidden_layers=36, num_attention_heads=2, num_key_value_heads=1, head_dim=128,
                         intermediate_size=192, vocab_size=151936, rms_norm_eps=1e-6, rope_theta=1000000.0)
    model = Qwen3Model(config).eval()
    model.load_state_dict({name.removeprefix("model."): tensor for name, tensor in weights.items()})
    mask = torch.ones(1, len(ids), dtype=torch.long)
    mask[0, ids.index(QWEN_PAD):] = 0
    states = model(input_ids=torch.tensor([ids]), attention_mask=mask, output_hidden_states=True).hidden_states
    return torch.cat([states[9], states[18], states[27]], -1)


def clip(weights, ids, width, layers, activation):
    """The output of the last layer but one."""
    config = CLIPTextConfig(hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers,
                            num_attention_heads=width // 64, hidden_act=activation, projection_dim=width)
    model = CLIPTextModelWithProjection(config).eval()
    model.load_state_dict(weights)
    return model(input_ids=torch.tensor([ids]), output_hidden_states=True).hidden_states[-2]


def main():
    torch.set_grad_enabled(False)
    reference, models = pathlib.Path(sys.argv[1]) / "goldens", pathlib.Path(sys.argv[2]) / "text_encoders"
    out = {}
    for family, key, file, encode, pad, length, step in (
            ("flux", "t5xxl", "t5xxl_s", t5, 0, 256, 3), ("klein", "qwen3_4b", "qwen3_s", qwen3, QWEN_PAD, 512, 5)):
        tokens = json.loads((reference / f"internals_{family}.json").read_text())["tokens"]["plain"][key][0]["tokens"]
        ids = [token for token, _ in tokens]
        weights = {name: tensor.float() for name, tensor in load_file(models / f"{file}.safetensors").items()}
        encoded = encode(weights, ids + [pad] * (length - len(ids)))
        golden = load_file(reference / f"internals_{family}.safetensors")[f"cond.plain@{step}"]
        difference = (encoded.flatten()[::step] - golden).norm() / golden.norm()
        assert difference < 2e-6, (family, difference)
        out[f"{family}.cond.plain"] = encoded.contiguous()
    chunks = json.loads((reference / "internals_sd3.json").read_text())["tokens"]["plain"]

    def run(key, file, encode, pad, *sizes):
        ids = [token for token, _ in chunks[key][0]["tokens"]]
        weights = {name: tensor.float() for name, tensor in load_file(models / f"{file}.safetensors").items()}
        return encode(weights, ids + [pad] * (77 - len(ids)), *sizes)
    clips = torch.cat([run("l", "clip_l_s", clip, 49407, 128, 12, "quick_gelu"),
                       run("g", "clip_g_s", clip, 0, 192, 32, "gelu")], -1)
    texts = run("t5xxl", "t5xxl_w4096_s", t5, 0, 4096, 2, 8, 16)
    whole = torch.cat([torch.nn.functional.pad(clips, (0, 4096 - clips.shape[2])), texts], 1)
    golden = load_file(reference / "internals_sd3.safetensors")["cond.plain@33"]
    assert (whole.flatten()[::33] - golden).norm() / golden.norm() < 2e-6
    out |= {"sd3.clip.plain": clips.contiguous(), "sd3.t5.plain": texts.contiguous()}
    tokens = json.loads((reference / "internals_aura.json").read_text())["tokens"]["plain"]["pile_t5xl"][0]["tokens"]
    weights = {name: tensor.float() for name, tensor in load_file(models / "t5xl_s.safetensors").items()}
    begin = pile_t5(weights, [token for token, _ in tokens[:-1]])
    golden = load_file(reference / "internals_aura.safetensors")["cond.plain@27"]
    whole = torch.nn.functional.pad(begin, (0, 0, 0, 256 - begin.shape[1]))
    assert (whole.flatten()[::27] - golden).norm() / golden.norm() < 3e-6
    out["aura.cond.plain"] = begin.contiguous()
    save_file(out, sys.argv[3])


if __name__ == "__main__":
    main()
