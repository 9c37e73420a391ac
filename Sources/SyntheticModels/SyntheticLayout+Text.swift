extension SyntheticLayout {
    /// In Hugging Face's layout.
    mutating func textEncoder(_ prefix: String, _ width: Int, _ depth: Int) {
        tensors.append(
            SyntheticTensor(
                name: "\(prefix)embeddings.position_ids", shape: [1, 77], element: .I64,
                constant: (0..<77).map(Double.init)))
        tensors.append(
            SyntheticTensor(
                name: "\(prefix)embeddings.token_embedding.weight", shape: [49408, width], half: Float(Self.sqrt3)))
        tensors.append(
            SyntheticTensor(
                name: "\(prefix)embeddings.position_embedding.weight", shape: [77, width], half: Float(0.5 * Self.sqrt3)
            ))
        for layer in 0..<depth {
            let path = "\(prefix)encoder.layers.\(layer)"
            let projections = [
                ("q_proj", Self.queryGain), ("k_proj", Self.queryGain), ("v_proj", 1), ("out_proj", 0.7),
            ]
            for (name, gain) in projections { linear("\(path).self_attn.\(name)", width, width, gain: gain) }
            norm("\(path).layer_norm1", width)
            linear("\(path).mlp.fc1", width, width * 4)
            linear("\(path).mlp.fc2", width * 4, width, gain: 0.7)
            norm("\(path).layer_norm2", width)
        }
        norm("\(prefix)final_layer_norm", width)
    }

    /// In OpenCLIP's layout.
    mutating func openTextEncoder(_ prefix: String, _ width: Int, _ depth: Int) {
        tensors.append(
            SyntheticTensor(name: "\(prefix)positional_embedding", shape: [77, width], half: Float(0.5 * Self.sqrt3)))
        tensors.append(
            SyntheticTensor(
                name: "\(prefix)token_embedding.weight", shape: [49408, width], half: Float(Self.sqrt3)))
        weight("\(prefix)text_projection", [width, width])
        tensors.append(SyntheticTensor(name: "\(prefix)logit_scale", shape: [], constant: [4.6055]))
        for layer in 0..<depth {
            let path = "\(prefix)transformer.resblocks.\(layer)"
            norm("\(path).ln_1", width)
            weight("\(path).attn.in_proj_weight", [3 * width, width], gain: 1.3)
            tensors.append(SyntheticTensor(name: "\(path).attn.in_proj_bias", shape: [3 * width], half: 0.05))
            linear("\(path).attn.out_proj", width, width, gain: 0.7)
            norm("\(path).ln_2", width)
            linear("\(path).mlp.c_fc", width, width * 4)
            linear("\(path).mlp.c_proj", width * 4, width, gain: 0.7)
        }
        norm("\(prefix)ln_final", width)
    }
}
