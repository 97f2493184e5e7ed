/// An EC2 Auto Scaling group, or a scalable target of Application Auto Scaling, with all that changes its size.
package struct AWSGroup: Sendable, Equatable {
    package var name: String
    package var minSize: Int
    package var maxSize: Int
    package var desiredCapacity: Int
    package var defaultCooldownSeconds = 300.0
    /// Nil where it is not enabled.
    package var defaultInstanceWarmupSeconds: Double?
    package var warmPool: WarmPool?
    /// Of Application Auto Scaling, whose policies have cooldowns in place of warm-ups.
    package var isScalableTarget = false
    package var policies: [AWSPolicy] = []
    /// In the order of the files.
    package var actions: [AWSScheduledAction] = []

    /// Instances that are kept prepared beside the group; they are not part of its capacity and of its metrics.
    package struct WarmPool: Sendable, Equatable {
        package var minSize: Int
        /// Nil takes the group's maximum.
        package var maxPreparedCapacity: Int?
        /// `Stopped`, `Running` or `Hibernated`.
        package var state: String

        /// "the size of the warm pool is calculated as the difference between the maximum prepared capacity and the
        /// current desired capacity": "Warm pools for Amazon EC2 Auto Scaling".
        package func size(desired: Int, maxSize: Int) -> Int {
            max(minSize, (maxPreparedCapacity ?? maxSize) - desired)
        }
    }
}

/// One dynamic scaling policy.
package struct AWSPolicy: Sendable, Equatable {
    package var name: String
    package var rule: Rule
    package var pace: Pace

    package enum Rule: Sendable, Equatable {
        case targetTracking(TargetTracking)
        /// Invoked by any of its alarms.
        case step(StepScaling, alarms: [AWSAlarm])
        case simple(SimpleScaling, alarms: [AWSAlarm])
    }

    /// What keeps a policy from acting again before its last change shows.
    package enum Pace: Sendable, Equatable {
        /// Seconds after entering service for which an instance counts neither as capacity nor in the metrics.
        case warmup(Double)
        /// Application Auto Scaling: seconds after changes.
        case cooldown(out: Double, in: Double)
    }

    package struct TargetTracking: Sendable, Equatable {
        package var target: Double
        package var high: AWSAlarm
        /// Nil where scale-in is disabled.
        package var low: AWSAlarm?
    }

    package struct Adjustment: Sendable, Equatable {
        package enum Kind: String, Sendable, Equatable, CaseIterable {
            case changeInCapacity = "ChangeInCapacity"
            case exactCapacity = "ExactCapacity"
            case percentChangeInCapacity = "PercentChangeInCapacity"
        }

        package var kind: Kind
        /// `MinAdjustmentMagnitude`, for percentages.
        package var leastChange: Int

        package init(kind: Kind, leastChange: Int = 0) {
            self.kind = kind
            self.leastChange = leastChange
        }

        /// The capacity that `amount` makes of `capacity`: "Scaling adjustment types" of the user guide. Percentages are
        /// rounded towards zero, but never to it.
        package func apply(_ amount: Int, to capacity: Int) -> Int {
            switch kind {
            case .changeInCapacity: return capacity + amount
            case .exactCapacity: return amount
            case .percentChangeInCapacity:
                if amount == 0 { return capacity }
                let product = capacity * abs(amount)
                let change = max(product > 0 ? max(1, product / 100) : 0, leastChange)
                return amount > 0 ? capacity + change : capacity - change
            }
        }
    }

    package struct StepScaling: Sendable, Equatable {
        package var adjustment: Adjustment
        package var steps: [Step]
        package var aggregation: AWSAlarm.Statistic

        package struct Step: Sendable, Equatable {
            /// Relative to the alarm's threshold; nil is without bound.
            package var lower: Double?
            package var upper: Double?
            package var amount: Int

            package init(lower: Double?, upper: Double?, amount: Int) {
                self.lower = lower
                self.upper = upper
                self.amount = amount
            }
        }

        /// The step for a metric of `value`: "If the metric value is above the breach threshold, the lower bound is
        /// inclusive and the upper bound is exclusive. If the metric value is below the breach threshold, the lower
        /// bound is exclusive and the upper bound is inclusive." At the threshold the alarm's direction decides.
        package func step(for value: Double, alarm: AWSAlarm) -> Step? {
            let difference = value - alarm.threshold
            let isAbove = difference == 0 ? alarm.comparison.isUpward : difference > 0
            return steps.first { step in
                let (lower, upper) = (step.lower ?? -.infinity, step.upper ?? .infinity)
                return isAbove
                    ? lower <= difference && difference < upper : lower < difference && difference <= upper
            }
        }
    }

    package struct SimpleScaling: Sendable, Equatable {
        package var adjustment: Adjustment
        package var amount: Int
        package var cooldownSeconds: Double
    }
}
