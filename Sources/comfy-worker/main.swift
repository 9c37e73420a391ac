internal import Engine

WorkerProcess.run(CommandLine.arguments)
