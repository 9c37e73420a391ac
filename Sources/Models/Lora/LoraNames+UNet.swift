internal import System
internal import Tensors

extension LoraNames {
    /// UNets in ldm's layout: diffusers' names too, as kohya's tools, SimpleTuner (`lycoris_`) and old versions of diffusers
    /// (`unet....processor.to_q`) write them.
    package static let unet = LoraNames { map, stems, _ in
        let diffusers = DiffusersUNetNames(stems)
        for stem in stems {
            for name in diffusers.names(of: stem) {
                let joined = LoraMap.joined(name)
                map.add("lora_unet_" + joined, stem)
                map.add("lycoris_" + joined, stem)
                var old = name.replacing(text: ".to_", with: ".processor.to_")
                if old.hasSuffix(".to_out.0") { old.removeLast(2) }
                map.add(old, stem)
                map.add("unet." + old, stem)
            }
        }
    }
}
