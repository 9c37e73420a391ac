internal import Tensors
internal import Tokenizers

/// How ComfyUI lets parts of a prompt count more or less: a weight w moves a token's output z to (z - e) * w + e, where e
/// is the output at its place for an empty prompt.
enum PromptWeights {
    static func count(in tokens: some Sequence<PromptToken>) -> Bool { tokens.contains { $0.weight != 1 } }

    /// z: [T, width], neutral: [T or more, width] -> [T, width]
    static func weighed(_ z: Tensor, _ tokens: [PromptToken], _ neutral: Tensor) -> Tensor {
        var result = z
        let width = z.shape[1]
        result.withMutableFloats { result in
            neutral.withFloats { neutral in
                for (place, token) in tokens.enumerated() where token.weight != 1 {
                    let weight = Float(token.weight)
                    for i in place * width..<(place + 1) * width {
                        result[i] = (result[i] - neutral[i]) * weight + neutral[i]
                    }
                }
            }
        }
        return result
    }
}
