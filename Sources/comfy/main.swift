internal import Glibc

Terminal.claimStreams()
exit(CommandLineTool.run(Array(CommandLine.arguments.dropFirst())))
