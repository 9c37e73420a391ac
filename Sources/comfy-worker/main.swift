internal import Isolation

ChildMain.run(CommandLine.arguments)
