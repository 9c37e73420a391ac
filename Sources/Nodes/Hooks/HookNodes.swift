internal import Workflow

/// The node classes of this folder.
enum HookNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            CreateHookLora(environment: environment), CreateHookLoraModelOnly(environment: environment),
            CreateHookModelAsLora(environment: environment), CreateHookModelAsLoraModelOnly(environment: environment),
            SetHookKeyframes(), CreateHookKeyframe(), CreateHookKeyframesInterpolated(),
            CreateHookKeyframesFromFloats(), CombineHooks2(), CombineHooks4(), CombineHooks8(), SetClipHooks(),
            ConditioningTimestepsRange(), ConditioningSetProperties(), ConditioningSetPropertiesAndCombine(),
            PairConditioningSetProperties(), PairConditioningSetPropertiesAndCombine(), PairConditioningCombine(),
            ConditioningSetDefaultCombine(), PairConditioningSetDefaultCombine(),
        ]
    }
}
