/// The instances of one image that run beside those that are measured.
struct ResidentPool {
    private let image: ImageManifest
    private let launcher: any Launcher
    private var instances: [any Instance] = []

    init(image: ImageManifest, launcher: any Launcher) {
        self.image = image
        self.launcher = launcher
    }

    /// Launches or ends as many as it takes to have `count`; returns once new ones have answered.
    ///
    /// - Throws: `failed` where one does not answer.
    mutating func resize(
        to count: Int, nextID: () -> InstanceID, _ cancellation: Cancellation
    ) throws(BootProbeError) {
        while instances.count < count, !cancellation.isCancelled {
            let launch = try launcher.timedLaunch(image, as: nextID(), cancellation: cancellation)
            instances.append(launch.instance)
            guard launch.result.firstAnswer == nil, !cancellation.isCancelled else { continue }
            throw BootProbeError(
                .failed, "\(image.name) as \(launcher.technology.rawValue): a resident instance did not answer",
                underlying: launch.instance.consoleTail())
        }
        let surplus = Array(instances.dropFirst(count))
        instances.removeLast(surplus.count)
        try endAll(surplus)
    }
}
