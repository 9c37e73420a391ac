internal import Models
internal import Workflow

/// What a conditioning's entry holds as `control`.
final class ControlObject: EngineObject {
    let control: any Control
    init(_ control: any Control) { self.control = control }
}

/// What a conditioning's entry holds as `hooks`.
final class HooksObject: EngineObject {
    let hooks: any ModelHooks
    init(_ hooks: any ModelHooks) { self.hooks = hooks }
}

/// What a conditioning's entry holds as `gligen`.
final class PromptPatchObject: EngineObject {
    let patch: any PromptPatch
    init(_ patch: any PromptPatch) { self.patch = patch }
}
