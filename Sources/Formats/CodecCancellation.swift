internal import CFormats
internal import System

/// Has the C libraries look at the cancellation of the work that a thread is at.
package enum CodecCancellation {
    /// To be touched before they are called.
    package static let isInstalled: Bool = {
        cf_set_cancellation { Cancellation.isCurrentRaised ? 1 : 0 }
        return true
    }()

    package static func check() throws(FormatError) {
        if Cancellation.isCurrentRaised { throw FormatError(.io, "reading was cancelled") }
    }

    /// For a loop that cannot throw: looks at the cancellation now and then.
    package struct Looks {
        private var count = 0

        package init() {}

        package var goOn: Bool {
            mutating get {
                count += 1
                return count % (1 << 14) != 0 || !Cancellation.isCurrentRaised
            }
        }
    }
}
