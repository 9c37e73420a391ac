package import Formats
internal import System
internal import Tensors

/// What the library is made of and runs on.
package enum BuildInfo {
    /// The same as in include/comfy.h; a test holds them together.
    package static let version = "0.1.0"

    package static func report() -> JSON {
        let (total, available) = (MachineMemory.own.total, MachineMemory.own.available)
        return [
            "version": .string(version), "compiler": .string(compiler), "target": .string(target),
            "optimized": .bool(isOptimized),
            "cpu": [
                "processors": .int(Int128(Processors.available)), "kernels": .string(Compute.instructionSet),
            ],
            "memory": ["total_bytes": .int(Int128(total)), "available_bytes": .int(Int128(min(available, total)))],
        ]
    }

    private static var compiler: String {
        #if swift(>=6.4)
            "Swift 6.4 or later"
        #else
            "Swift 6.3"
        #endif
    }

    private static var target: String {
        #if arch(x86_64)
            "x86_64-linux"
        #elseif arch(arm64)
            "aarch64-linux"
        #else
            "linux"
        #endif
    }

    private static var isOptimized: Bool { _isReleaseAssertConfiguration() }
}
