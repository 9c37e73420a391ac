internal import Workflow

/// The node classes of this folder.
enum HookNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            CreateHook(.lora, modelOnly: false, environment), CreateHook(.lora, modelOnly: true, environment),
            CreateHook(.model, modelOnly: false, environment), CreateHook(.model, modelOnly: true, environment),
            SetHookKeyframes(), CreateHookKeyframe(), CreateHookKeyframesInterpolated(),
            CreateHookKeyframesFromFloats(), CombineHooks(2), CombineHooks(4), CombineHooks(8), SetClipHooks(),
            ConditioningTimestepsRange(), ConditioningSetProperties(isPair: false, combines: false),
            ConditioningSetProperties(isPair: false, combines: true),
            ConditioningSetProperties(isPair: true, combines: false),
            ConditioningSetProperties(isPair: true, combines: true), PairConditioningCombine(),
            ConditioningSetDefaultCombine(isPair: false), ConditioningSetDefaultCombine(isPair: true),
        ]
    }
}
