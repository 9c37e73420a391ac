// swift-tools-version: 6.3
import PackageDescription

let swift: [SwiftSetting] = [
    .enableExperimentalFeature("CDecl"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// For C that sees what is not ours; the kernels do not.
let hardened: [CSetting] = [
    .unsafeFlags(["-fstack-protector-strong", "-fstack-clash-protection", "-fcf-protection"]),
    .unsafeFlags(["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"], .when(configuration: .release)),
]

/// Under AddressSanitizer, where Tests/Fuzz and Tests/CABITests run (.ci/build_sanitized): the compiler takes twice as
/// long for kernels that are optimized in full.
let isAddressSanitized = Context.environment["COMFY_FUZZ"] != nil

/// Targets with a note on how they work, their README.md.
let noted: Set = ["Formats", "Isolation", "Tensors", "Workflow"]

/// A target of the library and its tests, named `<name>Tests`.
func module(
    _ name: String, _ dependencies: [Target.Dependency], tests: [Target.Dependency] = [], exclude: [String] = []
) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, exclude: exclude + (noted.contains(name) ? ["README.md"] : []),
            swiftSettings: swift),
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies + tests,
            swiftSettings: swift),
    ]
}

let package = Package(
    name: "libcomfy",
    products: [
        .library(name: "comfy", type: .dynamic, targets: ["ComfyABI"]),
        .executable(name: "comfy-cli", targets: ["comfy"]),
        .executable(name: "comfy-bench", targets: ["comfy-bench"]),
        .executable(name: "comfy-worker", targets: ["comfy-worker"]),
    ],
    targets: [
        .systemLibrary(name: "CComfy", path: "include"),
        // Static libraries: a host ships one file. Their order is the order of need.
        .target(
            name: "CKernels",
            exclude: ["README.md"],
            cSettings: [
                .unsafeFlags([isAddressSanitized ? "-O1" : "-O3", "-fno-math-errno"])
            ],
            linkerSettings: [.linkedLibrary("m")]),
        .target(
            name: "CFormats",
            cSettings: hardened,
            linkerSettings: [
                .linkedLibrary(":libpng16.a"), .linkedLibrary(":libz.a"), .linkedLibrary(":libjansson.a"),
                .linkedLibrary(":libyaml.a"), .linkedLibrary(":libjpeg.a"), .linkedLibrary(":libwebpmux.a"),
                .linkedLibrary(":libwebpdemux.a"), .linkedLibrary(":libwebp.a"), .linkedLibrary(":libpcre2-8.a"),
                .linkedLibrary("m"),
            ]),
    ]
        + module("System", ["CSystem"], tests: ["Formats"])
        + module("Tensors", ["System", "CKernels"], tests: ["SyntheticModels"])
        + module("Formats", ["System", "CFormats", "Tensors"])
        + module("Images", ["System", "CFormats", "Tensors", "Formats"])
        + module("Media", ["CMedia", "System"])
        + module("Tokenizers", ["CTokenizerData", "System", "Formats"])
        + module("Sampling", ["System", "Tensors"], tests: ["Formats", "Models"])
        + module("Models", ["System", "Tensors", "Formats", "Images", "Tokenizers", "Sampling"])
        + module(
            "Workflow", ["System", "Tensors", "Formats"],
            tests: ["Configuration", "Runners", "Engine", "WorkflowTestSupport"])
        + module("EditorFormat", ["CNodeSchemas", "System", "Formats"])
        + module("Folders", ["System", "Formats"])
        + module("Network", ["CNetwork", "System"])
        + module(
            "Nodes",
            [
                "CColourMaps", "System", "Tensors", "Formats", "Images", "Media", "Tokenizers", "Sampling", "Models",
                "Workflow", "Folders", "Network",
            ],
            tests: ["EditorFormat", "SyntheticModels"])
        + module(
            "Configuration", ["System", "Network", "Tensors", "Formats", "Workflow"], tests: ["Folders"],
            exclude: ["README.md"])
        + module("Tracing", ["System", "Network", "Configuration", "Formats", "Workflow"])
        + module(
            "Runners",
            [
                "System", "Configuration", "Tracing", "Network", "Tensors", "Formats", "Models", "Workflow", "Folders",
                "Nodes",
            ],
            tests: ["WorkflowTestSupport"])
        + module(
            "Isolation",
            [
                "CIsolation", "System", "Configuration", "Tracing", "Runners", "Tensors", "Formats", "Models",
                "Workflow", "Folders", "Nodes",
            ])
        + module(
            "Engine",
            [
                "System", "Configuration", "Tracing", "Runners", "Isolation", "Tensors", "Formats", "Models",
                "Workflow", "EditorFormat", "Folders", "Nodes",
            ],
            tests: ["Images", "WorkflowTestSupport"])
        + [
            .target(
                name: "FuzzTargets",
                dependencies: [
                    "System", "Tensors", "Formats", "Images", "Media", "Tokenizers", "Models", "Workflow",
                    "EditorFormat", "Network", "Tracing", "SyntheticModels", "Nodes", "Isolation",
                ],
                path: "Tests/Fuzz/Targets",
                swiftSettings: swift),
            .testTarget(
                name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Replay", swiftSettings: swift),
            .target(
                name: "TestSupport", dependencies: ["System", "Formats", "Tensors", "SyntheticModels"],
                path: "Tests/TestSupport",
                swiftSettings: swift),
            .target(name: "SyntheticModels", dependencies: ["System", "Formats", "Tensors"], swiftSettings: swift),
            .target(
                name: "WorkflowTestSupport", dependencies: ["System", "Formats", "Workflow"],
                path: "Tests/WorkflowTestSupport",
                swiftSettings: swift),
            .target(
                name: "CTokenizerData",
                exclude: [
                    "make_clip_merges.py", "clip_merges.bin", "make_text_cleaning.py", "text_cleaning.bin",
                    "make_vocabularies.py", "t5.bin", "umt5.bin", "qwen.bin", "tekken.bin",
                ]),
            .target(name: "CColourMaps", exclude: ["make_data.py", "colour_maps.bin"]),
            .target(name: "CNodeSchemas", exclude: ["make_data.py", "node_schemas.bin"]),
            .target(
                name: "CSystem", cSettings: hardened,
                linkerSettings: [
                    .unsafeFlags([
                        // the runtime's only need of a newer glibc than 2.34: linux.c has it
                        "-Xlinker", "--wrap=hypotf",
                        // memory that is refused: memory.c
                        "-Xlinker", "--wrap=swift_slowAlloc", "-Xlinker", "--wrap=malloc", "-Xlinker", "--wrap=calloc",
                        "-Xlinker", "--wrap=realloc", "-Xlinker", "--wrap=strdup",
                        // a fork while a thread is inside the runtime: fork.c
                        "-Xlinker", "--wrap=pthread_mutex_lock", "-Xlinker", "--wrap=pthread_mutex_unlock",
                        "-Xlinker", "--wrap=_ZN5swift14threading_impl9once_slowERNS0_6once_tEPFvPvES3_",
                        // addresses of functions are found at the start and cannot be written afterwards
                        "-Xlinker", "-z", "-Xlinker", "relro", "-Xlinker", "-z", "-Xlinker", "now",
                    ])
                ]),
            // finds FFmpeg's libraries while it runs: their headers are needed, they are not linked
            .target(name: "CMedia", cSettings: hardened),
            // the same with libcurl, whose functions it declares itself
            .target(name: "CNetwork", cSettings: hardened),
            .target(name: "CIsolation", cSettings: hardened),
            .target(
                name: "ComfyABI",
                dependencies: [
                    "CComfy", "System", "Configuration", "Tracing", "Runners", "Tensors", "Formats", "Images",
                    "Workflow",
                    "EditorFormat", "Folders", "Engine",
                ],
                exclude: ["exports.map"],
                swiftSettings: swift,
                linkerSettings: [
                    .unsafeFlags([
                        "-Xlinker", "-soname=libcomfy.so.0", "-Xlinker", "--gc-sections",
                        // a thread that nobody can wait for (a name look-up that hangs) must not lose its code
                        "-Xlinker", "-z", "-Xlinker", "nodelete",
                        "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/ComfyABI/exports.map",
                    ])
                ]),
            .target(name: "CBench", exclude: ["peers"], cSettings: [.unsafeFlags(["-O3"])]),
            .executableTarget(
                name: "comfy-bench",
                dependencies: [
                    "CBench", "CComfy", "System", "Tensors", "Formats", "Tokenizers", "Models", "SyntheticModels",
                ],
                swiftSettings: swift),
            .testTarget(
                name: "BenchTests", dependencies: ["comfy-bench"], path: "Tests/BenchTests", swiftSettings: swift),
            .executableTarget(name: "comfy-worker", dependencies: ["Isolation"], swiftSettings: swift),
            .executableTarget(
                name: "comfy",
                dependencies: [
                    "System", "Configuration", "Runners", "Tensors", "Formats", "Images", "Models", "Workflow",
                    "EditorFormat", "Folders", "Engine",
                ],
                swiftSettings: swift),
        ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu11
)

// The fuzzer needs libFuzzer to link.
if isAddressSanitized {
    package.targets.append(
        .executableTarget(
            name: "comfy-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Runner",
            swiftSettings: swift))
}

// COMFY_TESTS=NodesTests,ModelsTests builds these tests alone, for whoever works on one part.
if let wanted = Context.environment["COMFY_TESTS"]?.split(separator: ",").map(String.init) {
    package.targets.removeAll { $0.type == .test && !wanted.contains($0.name) }
}
