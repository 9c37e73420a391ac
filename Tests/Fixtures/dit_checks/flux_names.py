"""Flux.1's and Chroma's names of a network's weights as diffusers has them, for networks of any width."""
import torch

DOUBLE = {
    "attn.proj": {"img": "attn.to_out.0", "txt": "attn.to_add_out"},
    "attn.norm.query_norm": {"img": "attn.norm_q", "txt": "attn.norm_added_q"},
    "attn.norm.key_norm": {"img": "attn.norm_k", "txt": "attn.norm_added_k"},
    "mod.lin": {"img": "norm1.linear", "txt": "norm1_context.linear"},
    "mlp.0": {"img": "ff.net.0.proj", "txt": "ff_context.net.0.proj"},
    "mlp.2": {"img": "ff.net.2", "txt": "ff_context.net.2"},
    "mlp.down_proj": {"img": "ff.net.2", "txt": "ff_context.net.2"},
}
QKV = {"img": ("to_q", "to_k", "to_v"), "txt": ("add_q_proj", "add_k_proj", "add_v_proj")}
SINGLE = {
    "linear2": "proj_out", "norm.query_norm": "attn.norm_q", "norm.key_norm": "attn.norm_k",
    "modulation.lin": "norm.linear",
}
ENDS = {
    "img_in": "x_embedder", "txt_in": "context_embedder",
    "txt_norm": "context_embedder_norm", "time_in.in_layer": "time_text_embed.timestep_embedder.linear_1",
    "time_in.out_layer": "time_text_embed.timestep_embedder.linear_2",
    "vector_in.in_layer": "time_text_embed.text_embedder.linear_1",
    "vector_in.out_layer": "time_text_embed.text_embedder.linear_2",
    "guidance_in.in_layer": "time_text_embed.guidance_embedder.linear_1",
    "guidance_in.out_layer": "time_text_embed.guidance_embedder.linear_2",
    "final_layer.linear": "proj_out",
}


def to_diffusers(weights, width):
    result = {}
    is_ovis = "txt_norm.scale" in weights
    for name, value in weights.items():
        stem, kind = name.rsplit(".", 1)
        kind = "weight" if kind == "scale" else kind
        parts = stem.split(".")
        if parts[0] == "double_blocks":
            stream, layer = ".".join(parts[2:]).split("_", 1)
            at = f"transformer_blocks.{parts[1]}."
            if layer == "attn.qkv":
                for part, own in zip(QKV[stream], value.chunk(3)):
                    result[f"{at}attn.{part}.{kind}"] = own
            elif layer == "mlp.gate_proj":
                # the value's rows, then the gate's
                other = weights[name.replace("gate_proj", "up_proj")]
                result[f"{at}{DOUBLE['mlp.0'][stream]}.{kind}"] = torch.cat([other, value])
            elif layer != "mlp.up_proj":
                result[f"{at}{DOUBLE[layer][stream]}.{kind}"] = value
        elif parts[0] == "single_blocks":
            at, layer = f"single_transformer_blocks.{parts[1]}.", ".".join(parts[2:])
            if layer == "linear1":
                own = torch.split(value, [width, width, width, value.shape[0] - 3 * width])
                for part, rows in zip(("attn.to_q", "attn.to_k", "attn.to_v", "proj_mlp"), own):
                    result[f"{at}{part}.{kind}"] = rows
            else:
                result[f"{at}{SINGLE[layer]}.{kind}"] = value
        elif parts[0] == "distilled_guidance_layer":
            stem = stem.replace("in_layer", "linear_1").replace("out_layer", "linear_2")
            result[f"{stem}.{kind}"] = value
        elif stem == "final_layer.adaLN_modulation.1":
            # shift and scale change places
            result[f"norm_out.linear.{kind}"] = torch.cat(value.chunk(2)[::-1])
        else:
            end = ENDS[stem].removeprefix("time_text_embed.") if is_ovis else ENDS[stem]
            result[f"{end}.{kind}"] = value
    return result
