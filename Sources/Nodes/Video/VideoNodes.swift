internal import Workflow

/// The node classes of this folder: films for models, their latents, conditionings, cameras and points.
enum VideoNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        WanPictures.all(environment) + WanControls.all(environment) + StartLatent.all(environment)
            + HunyuanFilms.all(environment) + LTXFilms.all(environment) + TrackNodes.all(environment)
            + WanAnimate.all(environment) + WanTracks.all(environment) + WanSounds.all(environment) + CameraPaths.all
            + CascadeNodes.all(environment) + [WanMoveVisualizeTracks()]
    }
}
