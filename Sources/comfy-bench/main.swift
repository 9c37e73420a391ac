// The project's one place for speed. `comfy-bench --help` tells what it measures.
internal import CBench
internal import Formats
internal import Glibc
internal import System

func complain(_ text: String) {
    let line = "comfy-bench: \(text)\n"
    _ = write(STDERR_FILENO, line, line.utf8.count)
}

cb_print_by_lines()
InterruptionCleanup.handle()
do {
    guard let options = try Options(Array(CommandLine.arguments.dropFirst())) else {
        print(Options.usage)
        exit(0)
    }
    let report = try Bench(options).run()
    if options.json { print(report.json.serialized()) }
    exit(0)
} catch let error as UsageError {
    complain("\(error.message)\n\(Options.synopsis)\n`comfy-bench --help` says more")
    exit(2)
} catch {
    complain("\(error)")
    exit(1)
}
