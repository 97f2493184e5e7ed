import UserInput

/// Reads the ConfigMap `config-autoscaler`, within the bounds of `validate` in `pkg/autoscaler/config/config.go`.
extension KPAConfiguration {
    private static let keys = [
        "pod-autoscaler-class", "enable-scale-to-zero", "allow-zero-initial-scale", "max-scale-up-rate",
        "max-scale-down-rate", "container-concurrency-target-percentage", "container-concurrency-target-default",
        "requests-per-second-target-default", "target-burst-capacity", "panic-window-percentage",
        "activator-capacity", "panic-threshold-percentage", "initial-scale", "min-scale", "max-scale",
        "max-scale-limit", "stable-window", "scale-down-delay", "scale-to-zero-grace-period",
        "scale-to-zero-pod-retention-period",
    ]
    /// A thousand years would not fit into nanoseconds; a hundred do.
    private static let longest = SimTime(seconds: 100 * 366 * 86_400)
    private static let instant = SimTime(nanoseconds: 1)

    /// - Parameter object: the whole ConfigMap.
    static func read(_ object: YAMLMapping) throws(ScaleSimError) -> KPAConfiguration {
        var configuration = KPAConfiguration()
        // The block `_example` is documentation; upstream no longer reads the tick, and always has the same.
        guard
            let data = try object.optional("data")?.mapping(
                known: keys + ["_example", "tick-interval"], mayBeEmpty: true)
        else { return configuration }
        if let tick = data.optional("tick-interval"), try tick.string() != "2s" {
            throw tick.wrong("is not supported; Knative evaluates every 2s, whatever this says")
        }
        if let name = data.optional("pod-autoscaler-class") { configuration.autoscalerClass = try name.string() }
        if let flag = data.optional("enable-scale-to-zero") { configuration.scalesToZero = try flag.goBoolean() }
        if let flag = data.optional("allow-zero-initial-scale") {
            configuration.allowsZeroInitialScale = try flag.goBoolean()
        }
        try configuration.readRates(data)
        try configuration.readTargets(data)
        try configuration.readTimes(data)
        try configuration.readScales(data)
        return configuration
    }

    private mutating func readRates(_ data: YAMLMapping) throws(ScaleSimError) {
        func rate(_ key: String, _ value: inout Double) throws(ScaleSimError) {
            guard let field = data.optional(key) else { return }
            value = try field.goNumber()
            guard value > 1 else { throw field.expected("a number greater than 1") }
        }
        try rate("max-scale-up-rate", &maxScaleUpRate)
        try rate("max-scale-down-rate", &maxScaleDownRate)
        if let field = data.optional("panic-window-percentage") {
            panicWindowPercentage = try field.goNumber(in: 1...100)
        }
        // Upstream bounds the annotation, and not this.
        if let field = data.optional("panic-threshold-percentage") { panicThresholdPercentage = try field.goNumber() }
        if let field = data.optional("target-burst-capacity") { targetBurstCapacity = try field.burstCapacity() }
        if let field = data.optional("activator-capacity") {
            activatorCapacity = try field.goNumber()
            guard activatorCapacity >= 1 else { throw field.expected("a number of at least 1") }
        }
    }

    private mutating func readTargets(_ data: YAMLMapping) throws(ScaleSimError) {
        let percentage = data.optional("container-concurrency-target-percentage")
        if let percentage {
            concurrencyUtilization = try percentage.goNumber()
            // Up to 1 it is a fraction, so that 1 is 100 %.
            if concurrencyUtilization > 1 { concurrencyUtilization /= 100 }
            guard concurrencyUtilization > 0, concurrencyUtilization <= 1 else {
                throw percentage.expected("a percentage above 0 and up to 100, or a fraction up to 1")
            }
        }
        let target = data.optional("container-concurrency-target-default")
        if let target { concurrencyTarget = try target.goNumber() }
        if let field = target ?? percentage, concurrencyUtilization * concurrencyTarget < Self.leastTarget {
            throw field.wrong("target and percentage make less than \(Self.leastTarget) together")
        }
        if let field = data.optional("requests-per-second-target-default") {
            requestRateTarget = try field.goNumber()
            guard requestRateTarget >= Self.leastTarget else {
                throw field.expected("a number of at least \(Self.leastTarget)")
            }
        }
    }

    private mutating func readTimes(_ data: YAMLMapping) throws(ScaleSimError) {
        if let field = data.optional("stable-window") {
            stableWindow = try field.goDuration(in: Self.windows, isWhole: true)
        }
        if let field = data.optional("scale-down-delay") {
            scaleDownDelay = try field.goDuration(in: .zero...Self.longest, isWhole: true)
        }
        if let field = data.optional("scale-to-zero-grace-period") {
            gracePeriod = try field.goDuration(in: Self.instant...Self.longest)
        }
        if let field = data.optional("scale-to-zero-pod-retention-period") {
            podRetention = try field.goDuration(in: .zero...Self.longest)
        }
    }

    private mutating func readScales(_ data: YAMLMapping) throws(ScaleSimError) {
        if let field = data.optional("initial-scale") {
            initialScale = try field.goInteger(atLeast: allowsZeroInitialScale ? 0 : 1)
        }
        if let field = data.optional("min-scale") { minScale = try field.goInteger() }
        let largest = data.optional("max-scale")
        if let largest { maxScale = try largest.goInteger() }
        if let field = data.optional("max-scale-limit") {
            maxScaleLimit = try field.goInteger()
            guard maxScaleLimit == 0 || 1...maxScaleLimit ~= maxScale else {
                throw (largest ?? field).wrong("max-scale must be from 1 to max-scale-limit, \(maxScaleLimit)")
            }
        }
        if let field = data.optional("min-scale"), maxScale > 0, minScale > maxScale {
            throw field.wrong("must be at most max-scale, \(maxScale)")
        }
    }
}
