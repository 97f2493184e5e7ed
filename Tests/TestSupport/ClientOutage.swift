/// How long clients were without a service.
package enum ClientOutage {
    /// The longest time in which requests were sent and none was acknowledged: from the sending of a request to the
    /// next acknowledgement of any, in the unit of the arguments.
    ///
    /// - Parameters:
    ///   - sent: Instants of all requests, acknowledged or not.
    ///   - acknowledged: Instants of the acknowledgements.
    ///   - end: When the last request had ended; what no acknowledgement follows lasted until then.
    package static func longest(sent: [Double], acknowledged: [Double], end: Double) -> Double {
        let acknowledged = acknowledged.sorted()
        var next = 0
        var longest = 0.0
        for instant in sent.sorted() {
            while next < acknowledged.count, acknowledged[next] < instant { next += 1 }
            longest = max(longest, (next < acknowledged.count ? acknowledged[next] : end) - instant)
        }
        return longest
    }
}
