/// Why something could not be had over the network.
package struct NetworkError: Error, Equatable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
