internal import Workflow

/// The node classes of this folder.
enum CustomSamplingNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            SamplerCustom(environment: environment),
            SamplerCustomAdvanced(environment: environment),
            RandomNoise(),
            DisableNoise(),
            AddNoise(),
            BasicGuiderNode(),
            CFGGuiderNode(),
            DualCFGGuiderNode(),
            PerpNegGuiderNode(),
            BasicScheduler(),
            KarrasScheduler(),
            ExponentialScheduler(),
            PolyexponentialScheduler(),
            LaplaceScheduler(),
            VPScheduler(),
            BetaSamplingScheduler(),
            SDTurboScheduler(),
            SplitSigmas(),
            SplitSigmasDenoise(),
            FlipSigmas(),
            SetFirstSigma(),
            ExtendIntermediateSigmas(),
            ManualSigmas(),
            SamplingPercentToSigma(),
            KSamplerSelect(),
            SamplerEulerAncestral(),
            SamplerEulerAncestralCFGPP(),
            SamplerDPMPP2SAncestral(),
            SamplerLMS(),
            SamplerDPMPPSDE(),
            SamplerDPMPP2MSDE(),
            SamplerDPMPP3MSDE(),
            SamplerERSDE(),
            SamplerSEEDS2(),
            SamplerDPMAdaptative(),
            SamplerSASolver(),
            SamplerEulerCFGpp(),
            SamplerLCMUpscale(),
            AlignYourStepsScheduler(),
            GITSScheduler(),
        ] + FlowSchedules.all
    }
}
