import Folders
import TestSupport

extension TemporaryFolder {
    var folders: Folders { try! Folders(Folders.Paths(basePaths: [path])) }
}
