internal import Workflow

/// The node classes of this folder.
enum MergingNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            ModelMergeSimple(environment: environment), ModelMergeSubtract(environment: environment),
            ModelMergeAdd(environment: environment),
            BlockMergeNode(
                merge: BlockMerge("ModelMergeBlocks", [.one("input"), .one("middle"), .one("out")]),
                category: "advanced/model_merging", environment: environment),
            CLIPMergeSimple(environment: environment), CLIPMergeSubtract(environment: environment),
            CLIPMergeAdd(environment: environment), CheckpointSave(environment: environment),
            ModelSave(environment: environment), CLIPSave(environment: environment),
            VAESave(environment: environment), LoraSave(environment: environment),
            SaveLoRA(environment: environment),
        ] + BlockMerge.table.map { BlockMergeNode(merge: $0, environment: environment) }
    }
}
