internal import Workflow

/// The node classes of this folder.
enum MergingNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        let saves: [any Node] = [
            CheckpointSave(environment: environment), ModelSave(environment: environment),
            CLIPSave(environment: environment), VAESave(environment: environment),
            LoraSave(environment: environment), SaveLoRA(environment: environment),
        ]
        let blocks = BlockMergeNode(
            merge: BlockMerge("ModelMergeBlocks", [.one("input"), .one("middle"), .one("out")]),
            category: "advanced/model_merging", environment: environment)
        return WeightMerge.all(.model, environment) + [blocks] + WeightMerge.all(.clip, environment) + saves
            + BlockMerge.table.map { BlockMergeNode(merge: $0, environment: environment) }
    }
}
