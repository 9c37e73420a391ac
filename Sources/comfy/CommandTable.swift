extension Command {
    static let all: [Command] = [run, draw, convert, nodes, configuration, inspect, completion]

    static func named(_ name: String) -> Command? { all.first { $0.name == name } }

    static let run = Command(
        name: "run", arguments: "FILE...", summary: "run workflows; - is standard input", positional: 1...Int.max,
        options: [
            Option(
                name: "--prompt", value: .one("TEXT"), summary: "another positive prompt, where the workflow has one"),
            Option(name: "--negative", value: .one("TEXT"), summary: "another negative prompt"),
            Option(
                name: "--set", value: .list("NODE.INPUT=VALUE"),
                summary: "change inputs; NODE is an id, a class or a title that one node alone has"),
            Option(
                name: "--image", value: .each("NAME=FILE"),
                summary: "another picture for the node that loads NAME, or has it as id or title; FILE alone, if one "
                    + "node alone loads a picture",
                completion: .files),
            Option(name: "--seed", value: .one("N|random"), summary: "for all nodes that have a seed"),
            Option(
                name: "--repeat", value: .one("N"),
                summary: "run each N times, counting the seeds on by one, or drawing others with --seed random"),
            Option(
                name: "-o", value: .one("FILE"),
                summary: "write the saved files of this ending there too: FILE, then FILE_2, ...",
                completion: .files),
            Option(name: "--target", value: .list("NODE"), summary: "run these output nodes only"),
            schemas,
        ] + showing + client,
        details: [
            "Several files are run one after another, and what they share stays loaded. All of them are read before the "
                + "first one runs: a file that cannot be read, or is no workflow, ends the command. One that fails while "
                + "it runs does not keep the others from running, and is what the exit status tells of.",
            "Prints the files that were saved and, as the last line of each run, the outputs as a JSON object. With --json "
                + "each event comes before them as a line of JSON, and an error is JSON too.",
        ],
        examples: [
            "libcomfy run picture.png --prompt \"a red circle\" --seed random -o circle.png",
            "libcomfy run workflow.json --set KSampler.steps=30 6.text=\"a blue square\" --repeat 4",
            "libcomfy run img2img.json --image example.png=photo.jpg --progress json 2> progress.log",
        ])

    static let draw = Command(
        name: "draw", arguments: "TEXT", summary: "draw a picture from a text, without a workflow file",
        positional: 1...1, missing: "a text",
        options: [
            Option(
                name: "-o", value: .one("FILE"), summary: "write the picture there (PNG), further ones as FILE_2, ...",
                completion: .files),
            Option(
                name: "--model", value: .one("NAME|FILE"),
                summary: "a checkpoint of the models folder, or any file; by default the first one of the folder",
                completion: .files),
            Option(name: "--negative", value: .one("TEXT"), summary: "what the picture is not to show"),
            Option(
                name: "--size", value: .one("WxH"),
                summary: "in pixels, multiples of 8; by default 512x512, or 1024x1024 for SDXL"),
            Option(name: "--steps", value: .one("N"), summary: "sampling steps (20)"),
            Option(name: "--cfg", value: .one("X"), summary: "how closely to follow the text (8)"),
            Option(name: "--sampler", value: .one("NAME"), summary: "as KSampler has them (euler)"),
            Option(name: "--scheduler", value: .one("NAME"), summary: "as KSampler has them (normal)"),
            Option(name: "--seed", value: .one("N|random"), summary: "by default another one each time"),
            Option(name: "--count", value: .one("N"), summary: "so many pictures, with seeds that count on by one"),
        ] + showing + client,
        details: [
            "Without -o the pictures go into the output folder. Each carries its workflow: `libcomfy run PICTURE` draws it "
                + "again. Prints the files; without -o also, as the last line, the outputs as `libcomfy run` does."
        ],
        examples: [
            "libcomfy draw \"a red circle\" -o circle.png",
            "libcomfy draw \"a small yellow star\" --models examples/demo-model --size 128x128 --seed 7 -o star.png",
        ], completion: .nothing)

    static let convert = Command(
        name: "convert", arguments: "FILE", summary: "print a workflow as a prompt in API format", positional: 1...1,
        options: [schemas] + client, examples: ["libcomfy convert workflow.json > prompt.json"])

    static let nodes = Command(
        name: "nodes", arguments: "[NAME...]", summary: "list the node classes, or say what those take and give",
        positional: 0...Int.max,
        options: [
            Option(
                name: "--coverage", value: .one("PATH"),
                summary: "what of an object_info, a workflow or a folder of them is there", completion: .files),
            Option(name: "--json", value: .none, summary: "as ComfyUI's GET /object_info has them"),
        ] + client,
        examples: ["libcomfy nodes KSampler", "libcomfy nodes --coverage workflows/"], completion: .nothing)

    static let configuration = Command(
        name: "configuration", arguments: "[KEY]", summary: "show the configuration in force", positional: 0...1,
        options: [
            Option(name: "--json", value: .none, summary: "as JSON"),
            Option(name: "--markdown", value: .none, summary: "what each key means, as a table"),
        ] + client,
        examples: ["libcomfy configuration preview_method"], completion: .nothing)

    static let inspect = Command(
        name: "inspect", arguments: "FILE",
        summary: "say what is in a model file, or in a picture beside its pixels", positional: 1...1,
        options: [Option(name: "--json", value: .none, summary: "as JSON")],
        examples: ["libcomfy inspect models/checkpoints/sd15.safetensors", "libcomfy inspect picture.png"])

    static let completion = Command(
        name: "completion", arguments: "bash|zsh|fish", summary: "print a script that completes command lines",
        positional: 1...1, missing: "a shell", options: [],
        examples: [
            "libcomfy completion bash > ~/.local/share/bash-completion/completions/libcomfy",
            "libcomfy completion zsh > \"${fpath[1]}/_libcomfy\"",
            "libcomfy completion fish > ~/.config/fish/completions/libcomfy.fish",
        ], completion: .words(["bash", "zsh", "fish"]))

    private static let schemas = Option(
        name: "--schemas", value: .one("FILE"),
        summary: "node classes that the library does not know, as ComfyUI's GET /object_info gives them",
        completion: .files)

    /// How a run shows itself.
    private static let showing: [Option] = [
        Option(
            name: "--progress", value: .one("auto|bar|json|none"),
            summary: "on standard error: a bar (auto: if that is a terminal), or a JSON object a line",
            completion: .words(["auto", "bar", "json", "none"])),
        Option(name: "--quiet", value: .none, summary: "no progress, warnings or notes on standard error, only errors"),
        Option(name: "--verbose", value: .none, summary: "what happens, and how long each node took"),
        Option(name: "--json", value: .none, summary: "each event and an error as a line of JSON"),
    ]

    /// How a client is made.
    private static let client: [Option] = [
        Option(
            name: "--base", value: .one("DIR"),
            summary: "where models/, input/, output/ and temp/ lie (the working directory)", completion: .folders),
        Option(name: "--models", value: .one("DIR"), summary: "instead of models/", completion: .folders),
        Option(name: "--input", value: .one("DIR"), summary: "instead of input/", completion: .folders),
        Option(name: "--output", value: .one("DIR"), summary: "instead of output/", completion: .folders),
        Option(
            name: "--config", value: .one("FILE|JSON"),
            summary: "ComfyUI's configuration keys, a file or the JSON itself", completion: .files),
    ]
}
