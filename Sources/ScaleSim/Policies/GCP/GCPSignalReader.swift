/// How many instances one signal asks for, from the instances' data or from the group's.
///
/// "Understand autoscaler decisions": data of instances that are initialising do not count for scaling out, and do for
/// scaling in.
struct GCPSignalReader {
    let observation: Observation
    private let states: [InstanceState]
    /// Running, and past the initialisation period.
    private let initialised: Int
    /// Running.
    private let running: Int

    private enum InstanceState {
        /// Not in the state RUNNING, or about to go.
        case absent
        case initialising
        case initialised
    }

    /// Why a signal gives no answer.
    struct SignalError: Error {
        let message: String
    }

    struct Proposal {
        var replicas: Int
        /// What was measured against what.
        var comparison: String
    }

    init(_ observation: Observation, initializationSeconds: Int) {
        self.observation = observation
        let now = SimTime(seconds: observation.time).nanoseconds
        let period = Int64(initializationSeconds) * 1_000_000_000
        var states: [InstanceState] = []
        states.reserveCapacity(observation.pods.count)
        var (initialised, initialising) = (0, 0)
        // By index: a copy of each pod would cost more than all the rest.
        for index in observation.pods.indices {
            if observation.pods[index].deleted || observation.pods[index].phase != .running {
                states.append(.absent)
            } else if SimTime(seconds: observation.pods[index].startTime).nanoseconds + period > now {
                states.append(.initialising)
                initialising += 1
            } else {
                states.append(.initialised)
                initialised += 1
            }
        }
        self.states = states
        self.initialised = initialised
        running = initialised + initialising
    }

    func proposal(for signal: GCPAutoscalerSpec.Signal) throws(SignalError) -> Proposal {
        guard !observation.metricErrors.contains(signal.name) else {
            throw SignalError(message: "unable to get \(signal.name)")
        }
        switch signal {
        case .cpu(let target): return try proportional(try cpu(), to: target, "cpu")
        case .metric(let name, let target): return try utilization(name, target)
        case .loadBalancing(let target): return try utilization(signal.name, target)
        case .work(let name, let perInstance):
            guard let value = observation.serviceMetric(name) else {
                throw SignalError(message: "no data points of \(name)")
            }
            return Proposal(
                replicas: WholeReplicas.up(value / perInstance),
                comparison: "\(name) \(value.briefly) at \(perInstance.briefly) an instance")
        }
    }

    // MARK: Data of the instances

    /// Sums over instances, and how many have data.
    private struct Sums {
        var initialised = 0.0
        var initialisedCount = 0
        var all = 0.0
        var count = 0
        /// Instances whether they have data or not.
        var initialisedInstances = 0
        var instances = 0
    }

    private func cpu() throws(SignalError) -> Sums {
        var sums = Sums(initialisedInstances: initialised, instances: running)
        for (index, state) in states.enumerated() where state != .absent {
            guard let used = observation.pods[index].cpuUsed else { continue }
            guard let requested = observation.pods[index].cpuRequested, requested > 0 else {
                throw SignalError(
                    message: "\(observation.pods[index].name) uses CPU, and how much it has is not known")
            }
            let utilization = Double(used) / Double(requested)
            sums.all += utilization
            sums.count += 1
            if state == .initialised {
                sums.initialised += utilization
                sums.initialisedCount += 1
            }
        }
        return sums
    }

    /// Sums over whole thousandths do not depend on the order of the dictionary.
    private func instanceSums(of values: [String: Double]) -> Sums {
        var (all, count): (Int128, Int) = (0, values.count)
        for value in values.values { all += Int128(HPASample.milli(value)) }
        var (initialisedSum, initialisedCount) = (all, count)
        for (index, state) in states.enumerated() where state != .initialised {
            guard let value = values[observation.pods[index].name] else { continue }
            initialisedSum -= Int128(HPASample.milli(value))
            initialisedCount -= 1
            if state == .absent {
                all -= Int128(HPASample.milli(value))
                count -= 1
            }
        }
        // Without a list of instances all values are those of instances that serve.
        let isListed = !observation.pods.isEmpty
        return Sums(
            initialised: Double(initialisedSum) / 1000, initialisedCount: initialisedCount, all: Double(all) / 1000,
            count: count, initialisedInstances: isListed ? initialised : initialisedCount,
            instances: isListed ? running : count)
    }

    // MARK: Proposals

    private func utilization(_ name: String, _ target: Double) throws(SignalError) -> Proposal {
        if let values = observation.podMetrics[name] {
            return try proportional(instanceSums(of: values), to: target, name)
        }
        guard let value = observation.serviceMetric(name) else {
            throw SignalError(message: "no data points of \(name)")
        }
        let size = observation.currentReplicas
        let ratio = value / target
        // There is nothing to multiply in an empty group, which one instance must leave.
        let replicas = size > 0 ? WholeReplicas.up(Double(size) * ratio) : ratio > 1 ? WholeReplicas.up(ratio) : 0
        return Proposal(replicas: replicas, comparison: "\(name) \(value.briefly) of target \(target.briefly)")
    }

    /// Instances without data count as the mean of the others. What the initialised ones need may add instances, what
    /// all need may remove them; "the autoscaler requires at least one instance in the group to obtain a signal".
    private func proportional(_ sums: Sums, to target: Double, _ name: String) throws(SignalError) -> Proposal {
        let size = observation.currentReplicas
        guard size > 0 else { return Proposal(replicas: 0, comparison: "\(name) has no instance to come from") }
        guard sums.count > 0 else { throw SignalError(message: "no data points of \(name)") }
        let mean = sums.all / Double(sums.count)
        let least = max(1, WholeReplicas.up(Double(sums.instances) * mean / target))
        guard sums.initialisedCount > 0 else {
            return Proposal(
                replicas: min(size, least),
                comparison: "\(name) \(mean.briefly) of target \(target.briefly), all initialising")
        }
        let served = sums.initialised / Double(sums.initialisedCount)
        let most = WholeReplicas.up(Double(sums.initialisedInstances) * served / target)
        let (replicas, used) = most > size ? (most, served) : (min(size, least), mean)
        return Proposal(replicas: replicas, comparison: "\(name) \(used.briefly) of target \(target.briefly)")
    }
}

extension Double {
    /// To a thousandth, for reasons.
    var briefly: String {
        let rounded = (self * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    }
}
