/// Which two numbers of a head are turned as a pair by rotary positions (Su et al., 2021, arXiv 2104.09864).
package enum Rotation: Sendable {
    /// 2i and 2i + 1
    case neighbours
    /// i and i + half of what is turned
    case halves
}
