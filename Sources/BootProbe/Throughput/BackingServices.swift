import Profiles

/// Services that measured images need while they are loaded, such as the Redis that takes the votes.
package struct BackingServices: Sendable {
    /// Far above the numbers of measured instances.
    private static let firstNumber = 1_000_000

    private let instances: [any Instance]

    /// Starts `images` with `launcher` so that they listen at `address`, and returns once each has answered rightly.
    ///
    /// Throws `failed` where one does not become ready; those that were started are ended.
    package static func start(
        _ images: [ImageManifest], with launcher: any Launcher, at address: String = Lab.gateway
    ) throws(BootProbeError) -> BackingServices {
        var started = BackingServices(instances: [])
        do throws(BootProbeError) {
            for (index, image) in images.enumerated() {
                // Resolved here, so that the launcher's own choice of an address has nothing left to replace.
                let image = image.resolved(address: address, gateway: address)
                try launcher.prepare(image)
                let instance = try launcher.launch(image, as: InstanceID(number: firstNumber + index))
                started = BackingServices(instances: started.instances + [instance])
                try awaitReadiness(of: image, instance, at: Endpoint(address: address, port: image.port))
            }
        } catch {
            // The first failure is the one to tell; the lab's end removes what this could not.
            try? started.stop()
            throw error
        }
        return started
    }

    private static func awaitReadiness(
        of image: ImageManifest, _ instance: any Instance, at endpoint: Endpoint
    ) throws(BootProbeError) {
        let probe = try ReadinessProbe(endpoint: endpoint, readiness: image.readiness)
        let deadline = instance.launchedAt.advanced(bySeconds: image.timeoutSeconds)
        let result = probe.run(launchedAt: instance.launchedAt, deadline: deadline, failure: instance.failure)
        guard result.firstAnswer == nil else { return }
        throw BootProbeError(
            .failed, "the backing service \(image.name) at \(endpoint) did not become ready: \(result.outcome)",
            underlying: instance.consoleTail())
    }

    /// Ends all of them.
    package func stop() throws(BootProbeError) {
        for instance in instances { try instance.destroy() }
    }
}
