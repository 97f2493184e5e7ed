/// The capacity and the instances as policies of one pace count them.
struct AWSCrew: Sendable {
    let pace: AWSPolicy.Pace
    /// In service and warmed up: what the user guide calls current capacity.
    var current = 0
    /// Launching, or in service for less than the warm-up.
    var warming = 0
    var terminating = 0
    /// Places, in the observation, of the instances that metrics are of.
    var warm: [Int] = []

    /// "any instances currently in the process of terminating will be counted towards the current capacity" on scale-in.
    var all: Int { current + warming + terminating }
}

/// Remembers what was launched, so that instances can be told to be warming. Times are seconds since the start of the run.
struct AWSLaunches: Sendable {
    fileprivate struct Launch: Sendable {
        var time: Double
        var count: Int
        /// Of the policy that asked for it.
        var pace: AWSPolicy.Pace
    }

    private var launches: [Launch] = []
    private var last: (time: Double, current: Int, desired: Int, pace: AWSPolicy.Pace)?

    /// Instances are matched with the launch that they come from by its time, which is only so exact.
    private static let slack = 1e-6
    private static let kept = 16

    /// Takes note of what was added since the last evaluation.
    ///
    /// - Parameter pace: for what no policy asked for.
    /// - Returns: whether somebody else has changed the capacity.
    mutating func observe(_ observation: Observation, pace: AWSPolicy.Pace) -> Bool {
        guard let last else { return false }
        let change = observation.currentReplicas - last.current
        let isOwn = observation.currentReplicas == last.desired
        if change > 0 {
            launches.append(
                isOwn
                    ? Launch(time: last.time, count: change, pace: last.pace)
                    : Launch(time: observation.time, count: change, pace: pace))
            launches.removeFirst(max(0, launches.count - Self.kept))
        }
        return change != 0 && !isOwn
    }

    mutating func decided(_ desired: Int, _ observation: Observation, pace: AWSPolicy.Pace) {
        last = (observation.time, observation.currentReplicas, desired, pace)
    }

    /// Who is there, as a policy of this pace counts.
    ///
    /// Capacity that no instance is listed for is warming as far as launches within their warm-up explain it.
    func crew(_ observation: Observation, pace: AWSPolicy.Pace) -> AWSCrew {
        var crew = AWSCrew(pace: pace)
        crew.warm.reserveCapacity(observation.pods.count)
        // By index: a loop over the pods would copy each.
        for index in observation.pods.indices where observation.pods[index].isInGroup {
            if observation.pods[index].deleted {
                crew.terminating += 1
            } else if isWarm(observation.pods, index, pace, at: observation.time) {
                crew.warm.append(index)
            } else {
                crew.warming += 1
            }
        }
        let recent = launches.reduce(0) { $1.isRecent(at: observation.time) ? $0 + $1.count : $0 }
        if case .cooldown = pace {
            // "the capacity added by the initiating scale-out activity is calculated as part of the desired capacity for
            // the next scale-out activity"
            crew.warming = min(recent, observation.currentReplicas)
            crew.current = observation.currentReplicas - crew.warming
            crew.terminating = 0
        } else {
            let missing = max(0, observation.currentReplicas - crew.warm.count - crew.warming)
            let launched = min(missing, max(0, recent - crew.warming))
            crew.current = crew.warm.count + missing - launched
            crew.warming += launched
        }
        return crew
    }

    private func isWarm(_ pods: [PodObservation], _ index: Int, _ pace: AWSPolicy.Pace, at now: Double) -> Bool {
        guard pods[index].ready else { return false }
        guard case .warmup(let own) = pace else { return true }
        var seconds = own
        // "This warm-up period applies to instances launched due to a specific target tracking or step scaling policy".
        let start = pods[index].startTime + Self.slack
        if let launch = launches.last(where: { $0.time <= start }), case .warmup(let others) = launch.pace {
            seconds = others
        }
        return now - pods[index].readyTransition >= seconds - Self.slack
    }
}

extension AWSLaunches.Launch {
    fileprivate func isRecent(at now: Double) -> Bool {
        switch pace {
        case .warmup(let seconds), .cooldown(out: let seconds, in: _): now - time < seconds - 1e-6
        }
    }
}

extension PodObservation {
    var isInGroup: Bool { phase != .succeeded && phase != .failed }
}
