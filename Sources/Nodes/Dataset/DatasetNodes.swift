internal import Workflow

/// The node classes of this folder.
enum DatasetNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            LoadImageDataSetFromFolder(environment: environment),
            LoadImageTextDataSetFromFolder(environment: environment), RandomCropImages(),
            LossGraphNode(environment: environment), MakeTrainingDataset(environment: environment),
            SaveTrainingDataset(environment: environment), LoadTrainingDataset(environment: environment),
        ] + SaveDataset.all(environment) + DatasetLists.all
    }
}
