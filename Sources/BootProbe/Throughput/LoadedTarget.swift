/// What loading one target found.
package struct LoadedTarget: Sendable {
    package var target: MeasuredTarget
    /// Of the load runs that ended well.
    package var results: [ThroughputResult]
    /// Why a run, or the launch before it, failed; nil where none did.
    package var failure: BootProbeError?

    package init(_ target: MeasuredTarget, results: [ThroughputResult] = [], failure: BootProbeError? = nil) {
        self.target = target
        self.results = results
        self.failure = failure
    }
}
