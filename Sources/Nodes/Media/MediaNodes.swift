internal import Workflow

/// The node classes of this folder: files of sound and films, through FFmpeg's libraries.
enum MediaNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            LoadAudio(environment: environment, isRecording: false),
            LoadAudio(environment: environment, isRecording: true),
            WebcamCapture(environment: environment), LoadVideo(environment: environment),
            SaveVideo(environment: environment), SaveWEBM(environment: environment),
            LTXVPreprocess(environment: environment),
        ] + SaveAudio.all(environment) + VideoParts.all(environment) + VideoRequest.all(environment)
    }
}
