internal import Formats
internal import System

/// The workflows that are measured, in ComfyUI's API format.
enum Workflows {
    /// ComfyUI's classic seven nodes; the sampler is node "3".
    static func textToImage(checkpoint: String, size: Int, steps: Int, seed: Int) -> String {
        var workflow = sampling(checkpoint: checkpoint, size: size, steps: steps, seed: seed, guidance: 7.5)
        workflow["8"] = ["class_type": "VAEDecode", "inputs": ["samples": ["3", 0], "vae": ["4", 2]]]
        workflow["9"] = ["class_type": "SaveImage", "inputs": ["images": ["8", 0], "filename_prefix": "bench"]]
        return JSON.object(workflow).serialized()
    }

    /// A transformer without guidance: files of the network, of the text encoder and of the autoencoder.
    static func transformer(_ files: [String], isFlux2: Bool, size: Int, steps: Int, seed: Int) -> String {
        let latent: JSON = isFlux2 ? "EmptyFlux2LatentImage" : "EmptySD3LatentImage"
        let place: JSONObject = [
            "width": .int(Int128(size)), "height": .int(Int128(size)), "batch_size": 1,
        ]
        let text: JSON = "a wide landscape photograph of a mountain lake"
        return JSON.object([
            "1": ["class_type": .string(loader("Unet", files[0])), "inputs": unetInputs(files[0])],
            "2": [
                "class_type": .string(loader("CLIP", files[1])),
                "inputs": ["clip_name": .string(files[1]), "type": isFlux2 ? "flux2" : "lumina2"],
            ],
            "3": ["class_type": "VAELoader", "inputs": ["vae_name": .string(files[2])]],
            "4": ["class_type": "CLIPTextEncode", "inputs": ["text": text, "clip": ["2", 0]]],
            "5": ["class_type": latent, "inputs": .object(place)],
            "6": ["class_type": "ConditioningZeroOut", "inputs": ["conditioning": ["4", 0]]],
            "7": [
                "class_type": "KSampler",
                "inputs": [
                    "model": ["1", 0], "positive": ["4", 0], "negative": ["6", 0], "latent_image": ["5", 0],
                    "seed": .int(Int128(seed)), "steps": .int(Int128(steps)), "cfg": 1.0, "sampler_name": "euler",
                    "scheduler": "simple", "denoise": 1.0,
                ],
            ],
            "8": ["class_type": "VAEDecode", "inputs": ["samples": ["7", 0], "vae": ["3", 0]]],
            "9": ["class_type": "SaveImage", "inputs": ["images": ["8", 0], "filename_prefix": "bench"]],
        ]).serialized()
    }

    /// The class that loads a file, of ComfyUI-GGUF's for its own.
    private static func loader(_ kind: String, _ file: String) -> String {
        file.hasSuffix(".gguf") ? "\(kind)LoaderGGUF" : kind == "Unet" ? "UNETLoader" : "\(kind)Loader"
    }

    private static func unetInputs(_ file: String) -> JSON {
        file.hasSuffix(".gguf")
            ? ["unet_name": .string(file)] : ["unet_name": .string(file), "weight_dtype": "default"]
    }

    /// Sampling alone, without guidance: a preview of `side` pixels after each step.
    static func previews(checkpoint: String, side: Int, steps: Int) -> String {
        // a preview has a pixel for each place of the latent
        var workflow = sampling(checkpoint: checkpoint, size: 8 * side, steps: steps, seed: 0, guidance: 1)
        workflow["8"] = ["class_type": "PreviewAny", "inputs": ["source": ["3", 0]]]
        return JSON.object(workflow).serialized()
    }

    /// A picture of few steps without guidance, decoded by TAESD, of which each seed has another prompt.
    static func fewSteps(checkpoint: String, autoencoder: String, size: Int, steps: Int, seed: Int) -> String {
        var workflow = sampling(
            checkpoint: checkpoint, size: size, steps: steps, seed: seed, guidance: 1,
            text: "photograph number \(seed) of a mountain lake")
        workflow["7"] = ["class_type": "CLIPTextEncode", "inputs": ["text": "", "clip": ["4", 1]]]
        workflow["10"] = ["class_type": "VAELoader", "inputs": ["vae_name": .string(autoencoder)]]
        workflow["8"] = ["class_type": "VAEDecode", "inputs": ["samples": ["3", 0], "vae": ["10", 0]]]
        workflow["9"] = ["class_type": "SaveImage", "inputs": ["images": ["8", 0], "filename_prefix": "bench"]]
        return JSON.object(workflow).serialized()
    }

    private static func sampling(
        checkpoint: String, size: Int, steps: Int, seed: Int, guidance: Double,
        text: String = "a wide landscape photograph of a mountain lake"
    ) -> JSONObject {
        [
            "4": ["class_type": "CheckpointLoaderSimple", "inputs": ["ckpt_name": .string(checkpoint)]],
            "5": [
                "class_type": "EmptyLatentImage",
                "inputs": ["width": .int(Int128(size)), "height": .int(Int128(size)), "batch_size": 1],
            ],
            "6": [
                "class_type": "CLIPTextEncode",
                "inputs": ["text": .string(text), "clip": ["4", 1]],
            ],
            "7": ["class_type": "CLIPTextEncode", "inputs": ["text": "blurry", "clip": ["4", 1]]],
            "3": [
                "class_type": "KSampler",
                "inputs": [
                    "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
                    "seed": .int(Int128(seed)), "steps": .int(Int128(steps)), "cfg": .double(guidance),
                    "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
                ],
            ],
        ]
    }

    /// A chain of nodes that do nothing but hand a number on, the last of which shows it.
    static func chain(nodes: Int, value: Int) -> String {
        var workflow = JSONObject()
        for index in 1..<nodes {
            let input: JSON = index == 1 ? .int(Int128(value)) : [.string("\(index - 1)"), 0]
            workflow["\(index)"] = ["class_type": "PrimitiveInt", "inputs": ["value": input]]
        }
        workflow["\(nodes)"] = ["class_type": "PreviewAny", "inputs": ["source": [.string("\(nodes - 1)"), 0]]]
        return JSON.object(workflow).serialized()
    }
}
