internal import Workflow

/// The node classes of this folder.
enum ConditioningNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            CLIPTextEncode(environment: environment),
            CLIPSetLastLayer(),
            CLIPTextEncodeSDXL(environment: environment),
            CLIPTextEncodeSDXLRefiner(environment: environment),
            ConditioningCombine(),
            ConditioningConcat(environment: environment),
            ConditioningAverage(environment: environment),
            ConditioningSetArea(),
            ConditioningSetAreaPercentage(),
            ConditioningSetAreaStrength(),
            ConditioningSetMask(),
            ConditioningSetTimestepRange(),
            ConditioningZeroOut(),
        ]
    }
}
