/// Where a name leads.
package enum FoundFile: Sendable {
    /// An absolute path.
    case disk(String)
    case memory(MemoryFile)
}
