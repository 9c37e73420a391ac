package import Tensors

/// Loads a file of the LoRA family.
package struct LoraLoader: ModelLoader {
    package static let kind = "lora"

    package init() {}

    package func load(_ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget) throws -> LoraFile {
        let file = LoraFile(files[0])
        guard file.isLora else {
            throw ModelError.holdsNo("layers of a LoRA", files[0])
        }
        return file
    }

    /// Nothing is kept of one but its names.
    package static func parts(of file: LoraFile) -> [ModelPart] {
        [ModelPart("lora", file.byteCount, WeightRoom())]
    }
}
