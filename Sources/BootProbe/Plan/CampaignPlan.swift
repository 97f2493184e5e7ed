import Profiles

/// Which trials a campaign makes, in which order: a pure function of the targets and a seed.
///
/// Trials of all targets are interleaved in randomised blocks, since one target after another would confound each
/// target with the host's drift.
package struct CampaignPlan: Codable, Sendable, Equatable {
    /// An image on a technology, and how often it is launched.
    package struct Target: Codable, Sendable, Hashable, CustomStringConvertible {
        package var image: String
        package var technology: Technology
        package var condition: LaunchCondition
        /// Trials that count, each of as many launches as the condition says; with a stopping rule, at most.
        package var trials: Int
        /// Trials made first, recorded and flagged, but left out of every statistic.
        package var warmUps: Int

        package init(
            image: String, technology: Technology, condition: LaunchCondition = .standard, trials: Int, warmUps: Int = 0
        ) {
            precondition(trials >= 0 && warmUps >= 0)
            self.image = image
            self.technology = technology
            self.condition = condition
            self.trials = trials
            self.warmUps = warmUps
        }

        package var description: String { condition.label(of: image, on: technology) }
    }

    package var seed: UInt64
    package var targets: [Target]
    /// nil makes all trials.
    package var stopping: StoppingRule?
    /// Least time from one trial's launch to the next one's, in seconds: what a launch leaves in the CPU's caches makes one that follows
    /// at once faster. Nil launches as soon as the last trial's instances have ended.
    package var launchIntervalSeconds: Double?

    package init(
        seed: UInt64, targets: [Target], stopping: StoppingRule? = nil, launchIntervalSeconds: Double? = nil
    ) {
        self.seed = seed
        self.targets = targets
        self.stopping = stopping
        self.launchIntervalSeconds = launchIntervalSeconds
    }

    /// All trials in the order in which they are made.
    ///
    /// There are as many blocks as the largest number of trials. A target with fewer is in every so-manieth block,
    /// from a random start (systematic sampling), so that it too sees the whole campaign. The order within a block is
    /// random.
    package func order() -> [PlannedTrial] {
        var generator = SplitMix64(seed: seed)
        let warmUps = blocks(of: targets.map(\.warmUps)) { _ in 0 }
        let trials = blocks(of: targets.map(\.trials)) { _ in generator.nextUnit() }
        var order: [PlannedTrial] = []
        for (block, members) in (warmUps + trials).enumerated() {
            var members = members
            generator.shuffle(&members)
            for target in members {
                order.append(
                    PlannedTrial(
                        position: order.count, target: target, block: block, isWarmUp: block < warmUps.count))
            }
        }
        return order
    }

    /// Target indices by block, each target spread evenly over the blocks from its `start` in [0, 1) of a stride.
    private func blocks(of counts: [Int], start: (Int) -> Double) -> [[Int]] {
        let blockCount = counts.max() ?? 0
        var blocks = [[Int]](repeating: [], count: blockCount)
        for (target, count) in counts.enumerated() where count > 0 {
            let start = start(target)
            for trial in 0..<count {
                let block = (Double(trial) + start) * Double(blockCount) / Double(count)
                blocks[min(Int(block), blockCount - 1)].append(target)
            }
        }
        return blocks
    }
}

/// One trial of a plan.
package struct PlannedTrial: Codable, Sendable, Equatable {
    /// In the campaign's order, from 0.
    package var position: Int
    /// Index into the plan's targets.
    package var target: Int
    package var block: Int
    package var isWarmUp: Bool

    package init(position: Int, target: Int, block: Int, isWarmUp: Bool) {
        self.position = position
        self.target = target
        self.block = block
        self.isWarmUp = isWarmUp
    }
}
