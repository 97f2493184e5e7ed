/// The calls that a request makes, as a tree: every place in it is a site, and has draws of its own.
///
/// A service that is called from two places has two sites, and a request that calls it twice draws twice. Site 0 is the
/// request itself at the service that it enters.
package struct CallTree: Sendable {
    package struct Site: Sendable {
        package let service: Int
        /// How the caller waits; nil for requests that come from outside.
        package let style: Call.Style?
        /// Sites of the calls that it makes, in order.
        package fileprivate(set) var calls: [Int] = []
        /// The last of them for which a server is held; −1 for none.
        package fileprivate(set) var lastBlocking = -1
    }

    package private(set) var sites: [Site] = []

    /// As many as a stream of draws can tell apart, with a wide margin.
    package static let mostSites = 4096

    /// - Parameter entries: the services that requests enter, whose sites come first, in this order.
    /// - Returns: nil where services call each other in a circle, or in more than `mostSites` ways.
    package init?(_ services: [ServiceModel], entries: [Int]) {
        for entry in entries { sites.append(Site(service: entry, style: nil)) }
        var position = 0
        while position < sites.count {
            let caller = sites[position].service
            for (number, call) in services[caller].calls.enumerated() {
                guard sites.count < Self.mostSites else { return nil }
                sites[position].calls.append(sites.count)
                if call.style == .blocking { sites[position].lastBlocking = number }
                sites.append(Site(service: call.service, style: call.style))
            }
            position += 1
        }
    }
}
