import Foundation
import ScaleSim
import Testing

/// Pages of AWS's documentation that the rows quote.
enum AWSPage: String, Sendable {
    case targetTracking =
        "Target tracking scaling policies for Amazon EC2 Auto Scaling, autoscaling/ec2/userguide/as-scaling-target-tracking"
    case overview =
        "How target tracking scaling for Application Auto Scaling works, autoscaling/application/userguide/target-tracking-scaling-policy-overview"
    case step = "Step and simple scaling policies, autoscaling/ec2/userguide/as-scaling-simple-step"
    case dynamic = "Dynamic scaling for Amazon EC2 Auto Scaling, autoscaling/ec2/userguide/as-scale-based-on-demand"
    case cooldowns =
        "Scaling cooldowns for Amazon EC2 Auto Scaling, autoscaling/ec2/userguide/ec2-auto-scaling-scaling-cooldowns"
    case warmup =
        "Set the default instance warmup for an Auto Scaling group, autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup"
    case scheduled =
        "Scheduled scaling for Amazon EC2 Auto Scaling, autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling"
    case warmPools = "Warm pools for Amazon EC2 Auto Scaling, autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools"
    case disable = "Disable a scaling policy, autoscaling/ec2/userguide/as-enable-disable-scaling-policy"
    case alarms = "Using Amazon CloudWatch alarms, AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail"
    case settings =
        "Available warm-up and cooldown settings, autoscaling/ec2/userguide/consolidated-view-of-warm-up-and-cooldown-settings"
}

/// A scenario that tests one sentence of the documentation.
struct AWSRow: Sendable, CustomTestStringConvertible {
    var page: AWSPage
    var sentence: String
    /// JSON as the AWS command line has it.
    var files: [String]
    var start: Int
    /// Seconds from a launch until the instance is in service.
    var boot = 0.0
    /// Seconds for which an instance that is taken away is still there.
    var draining = 0.0
    var steps: [Step]

    var testDescription: String { sentence }

    /// One evaluation.
    struct Step: Sendable {
        var time: Double
        /// CPU in percent of the instances that have warmed up; nil has no sample.
        var cpu: Int?
        /// CPU of those that have been in service for less than a warm-up.
        var fresh: Int?
        var metrics: [String: Double] = [:]
        var expected: Int

        init(_ time: Double, cpu: Int? = nil, fresh: Int? = nil, _ metrics: [String: Double] = [:], expected: Int) {
            self.time = time
            self.cpu = cpu
            self.fresh = fresh
            self.metrics = metrics
            self.expected = expected
        }

        /// One a minute.
        static func minutes(
            _ range: ClosedRange<Int>, cpu: Int? = nil, fresh: Int? = nil, _ metrics: [String: Double] = [:],
            expected: Int
        ) -> [Step] {
            range.map { Step(Double($0) * 60, cpu: cpu, fresh: fresh, metrics, expected: expected) }
        }
    }

    /// Runs the row on a group that does as it is told, and expects each step's capacity.
    ///
    /// - Parameter warmup: seconds by which `fresh` is told from `cpu`.
    func check(warmup: Double = 300, startOfTime: String = "1970-01-01T00:00:00Z") throws {
        var policy = try AWSRow.policy(files, startOfTime: startOfTime)
        var fleet = Fleet(count: start)
        for step in steps {
            let observation = fleet.observation(step, warmup: warmup)
            let decision = policy.decide(observation)
            #expect(
                decision.desired == step.expected,
                "t \(step.time): \(decision.reason) (\(decision.condition ?? "")); \(sentence)")
            fleet.scale(to: decision.desired, at: step.time, boot: boot, draining: draining)
        }
    }

    static func group(_ files: [String]) throws -> AWSGroup {
        try AWSGroup.parse(files.joined(separator: "\n---\n"), file: "aws.json")
    }

    /// Since 1970.
    static func seconds(_ text: String) throws -> Double { try Date(text, strategy: .iso8601).timeIntervalSince1970 }

    static func policy(_ files: [String], startOfTime: String = "1970-01-01T00:00:00Z") throws -> AWSAutoScaling {
        AWSAutoScaling(
            try group(files), startOfTime: try seconds(startOfTime))
    }
}

/// The instances of a group that starts and ends them as it is told.
private struct Fleet {
    private struct Instance {
        var name: String
        var launch: Double
        var service: Double
        var end: Double?
    }

    private var instances: [Instance] = []
    private var count: Int
    private var launched = 0

    init(count: Int) {
        self.count = 0
        scaleInitially(to: count)
    }

    private mutating func scaleInitially(to count: Int) {
        for _ in 0..<count { launch(at: PodObservation.longAgo, boot: 0) }
        self.count = count
    }

    private mutating func launch(at time: Double, boot: Double) {
        instances.append(Instance(name: "i-\(launched)", launch: time, service: time + boot))
        launched += 1
    }

    mutating func scale(to count: Int, at time: Double, boot: Double, draining: Double) {
        for _ in 0..<max(0, count - self.count) { launch(at: time, boot: boot) }
        for _ in 0..<max(0, self.count - count) {
            guard let index = instances.lastIndex(where: { $0.end == nil }) else { break }
            instances[index].end = time + draining
        }
        self.count = count
    }

    mutating func observation(_ step: AWSRow.Step, warmup: Double) -> Observation {
        instances.removeAll { ($0.end ?? .infinity) <= step.time }
        let pods = instances.map { instance in
            let inService = step.time >= instance.service
            let isFresh = step.time - instance.service < warmup
            return PodObservation(
                name: instance.name, ready: inService, startTime: instance.launch,
                readyTransition: inService ? instance.service : instance.launch, deleted: instance.end != nil,
                cpuRequestMilli: 2000,
                cpuUsageMilli: inService ? (isFresh ? step.fresh ?? step.cpu : step.cpu).map { $0 * 20 } : nil)
        }
        return Observation(
            time: step.time, currentReplicas: count, pods: pods, externalMetrics: step.metrics)
    }
}

/// JSON for the rows.
enum AWSFiles {
    static func group(min: Int = 1, max: Int = 100, _ more: String = "") -> String {
        #"{"AutoScalingGroups":[{"AutoScalingGroupName":"g","MinSize":\#(min),"MaxSize":\#(max)\#(more)}]}"#
    }

    static func tracking(
        _ name: String = "cpu", target: Double = 50, metric: String = "ASGAverageCPUUtilization", warmup: Int? = nil,
        _ more: String = ""
    ) -> String {
        let warmup = warmup.map { #","EstimatedInstanceWarmup":\#($0)"# } ?? ""
        let specification =
            metric.hasPrefix("A")
            ? #""PredefinedMetricSpecification":{"PredefinedMetricType":"\#(metric)"}"#
            : #""CustomizedMetricSpecification":{"MetricName":"\#(metric)","Namespace":"N","Statistic":"Average"}"#
        return #"""
            {"AutoScalingGroupName":"g","PolicyName":"\#(name)","PolicyType":"TargetTrackingScaling"\#(warmup),
            "TargetTrackingConfiguration":{"TargetValue":\#(target),\#(specification)\#(more)}}
            """#
    }

    /// - Parameter steps: lower bound, upper bound, adjustment.
    static func step(
        _ name: String, kind: String = "ChangeInCapacity", _ steps: [(String, String, Int)], warmup: Int? = nil,
        _ more: String = ""
    ) -> String {
        let list = steps.map { lower, upper, amount in
            let bounds = [
                lower.isEmpty ? nil : #""MetricIntervalLowerBound":\#(lower)"#,
                upper.isEmpty ? nil : #""MetricIntervalUpperBound":\#(upper)"#,
            ].compactMap { $0 }
            return "{\((bounds + [#""ScalingAdjustment":\#(amount)"#]).joined(separator: ","))}"
        }
        let warmup = warmup.map { #","EstimatedInstanceWarmup":\#($0)"# } ?? ""
        return #"""
            {"AutoScalingGroupName":"g","PolicyName":"\#(name)","PolicyType":"StepScaling","AdjustmentType":"\#(kind)",
            "StepAdjustments":[\#(list.joined(separator: ","))]\#(warmup)\#(more)}
            """#
    }

    static func simple(_ name: String, _ amount: Int, kind: String = "ChangeInCapacity", _ more: String = "") -> String
    {
        #"{"PolicyName":"\#(name)","AdjustmentType":"\#(kind)","ScalingAdjustment":\#(amount)\#(more)}"#
    }

    /// - Parameter comparison: without `Threshold`.
    static func alarm(
        _ policy: String, _ comparison: String, _ threshold: Double, metric: String = "CPUUtilization",
        periods: Int = 1, period: Int = 60, _ more: String = ""
    ) -> String {
        #"""
        {"AlarmName":"\#(policy)-alarm","MetricName":"\#(metric)","Statistic":"Average","Period":\#(period),
        "EvaluationPeriods":\#(periods),"Threshold":\#(threshold),"ComparisonOperator":"\#(comparison)Threshold",
        "AlarmActions":["arn:aws:autoscaling:r:1:scalingPolicy:x:autoScalingGroupName/g:policyName/\#(policy)"]\#(more)}
        """#
    }
}
