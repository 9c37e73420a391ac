/// A look now and then at whether the work that the calling thread does is cancelled: for loops whose steps take less
/// time than a look, over texts that may have megabytes.
///
/// What such a loop leaves unfinished is nobody's any more: whoever has it run calls `Cancellation.checkCurrent` behind it.
package struct CancellationPulse {
    /// Steps between two looks.
    private static let distance: UInt32 = 1 << 13

    private var steps: UInt32 = 0

    package init() {}

    /// Counts a step. Whether the loop ends with it.
    package mutating func ends() -> Bool {
        steps &+= 1
        return steps % Self.distance == 0 && Cancellation.isCurrentRaised
    }
}
