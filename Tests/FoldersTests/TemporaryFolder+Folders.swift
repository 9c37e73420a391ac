import Folders
import TestSupport

extension TemporaryFolder {
    var folders: Folders { Folders(Folders.Paths(basePaths: [path])) }
}
