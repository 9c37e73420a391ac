"""The configuration. `args` are its defaults: there is no command line here."""

from libcomfy.configuration import Configuration, LatentPreviewMethod, PerformanceFeature, default_configuration

args = default_configuration()

__all__ = ["Configuration", "LatentPreviewMethod", "PerformanceFeature", "args", "default_configuration"]
