internal import Configuration
internal import Engine
internal import Formats
internal import System

/// `comfy run`, `comfy convert`, `comfy nodes`, `comfy configuration`, `comfy inspect`: a client of the engine like any other.
enum CommandLineTool {
    static let usage = """
        usage: comfy run FILE [options]            run a workflow; - reads standard input
               comfy convert FILE [options]        print it as a prompt in API format
               comfy nodes [NAME...] [options]     list the node classes
               comfy configuration [options]       show the configuration in force; --markdown: what each key means
               comfy inspect FILE [--json]         say what is in a model file, or in a picture beside its pixels
               comfy --version | --help

        A workflow is a file of ComfyUI's editor ("Save"), a prompt in API format ("Export (API)"), the body of a request to
        its server, or a picture (PNG, WebP, JPEG) or latent that ComfyUI saved with its workflow.

        options of run, convert, nodes and configuration:
          --base DIR            where models/, input/, output/ and temp/ lie (the working directory)
          --models DIR          instead of models/
          --input DIR           instead of input/
          --output DIR          instead of output/
          --config FILE|JSON    ComfyUI's configuration keys, a file or the JSON itself
          --json                machine-readable: run prints each event as a line of JSON before the outputs, and an
                                error as JSON; nodes prints ComfyUI's object_info
        options of run and convert:
          --schemas FILE        node classes that the library does not know, as ComfyUI's GET /object_info gives them
        options of run:
          --set NODE.INPUT=VALUE...
                                change inputs; NODE is an id, a class or a title that one node alone has
          --seed N|random       for all nodes that have a seed
          --repeat N            run N times, counting the seeds on by one, or drawing others with --seed random
          -o FILE               write the saved pictures there too: FILE, then FILE_2, ...
          --target NODE...      run these output nodes only

        examples:
          comfy run picture.png --set "Positive Prompt.text=a red circle" --seed random -o circle.png
          comfy run workflow.json --set KSampler.steps=30 6.text="a blue square" --repeat 4
          comfy convert workflow.json > prompt.json

        run prints the files that it saved, then, as the last line, the outputs as a JSON object. Progress is shown when
        standard error is a terminal.
        Exit status: 0 success, 1 the workflow failed or cannot be converted, 2 wrong usage, 130 interrupted.
        """

    /// Runs a command line without the program's name; returns the exit status.
    static func run(_ words: [String]) -> Int32 {
        do {
            guard let command = words.first else { throw UsageError("no command") }
            let rest = Array(words.dropFirst())
            switch command {
            case "run": return try RunCommand(rest).run()
            case "convert": return try ConvertCommand(rest).run()
            case "nodes": return try NodesCommand(rest).run()
            case "configuration": return try ConfigurationCommand(rest).run()
            case "inspect": return try InspectCommand(rest).run()
            case "--help", "-h", "help":
                try Terminal.print(usage)
                return 0
            case "--version":
                try Terminal.print("comfy \(BuildInfo.version)")
                return 0
            default: throw UsageError("unknown command '\(command)'")
            }
        } catch let error as UsageError {
            Terminal.complain("comfy: \(error.message)\n\n\(usage)")
            return 2
        } catch let error as CommandError {
            Terminal.complain("comfy: \(error.message)")
            return error.status
        } catch let error as EngineError {
            Terminal.complain("comfy: \(error.message)")
            return error.code == .invalidConfiguration || error.code == .unsupported ? 2 : 1
        } catch {
            Terminal.complain("comfy: \(error)")
            return 1
        }
    }
}

/// The command line makes sense, but something that it names does not.
struct CommandError: Error {
    let status: Int32
    let message: String
}
