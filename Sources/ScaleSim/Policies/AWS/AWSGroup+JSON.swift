/// Reads the JSON of the AWS command line: what `describe-…` prints and what `put-…` takes, in one file or several.
/// Whatever changes a decision and is not supported is an error; what does not is passed over.
extension AWSGroup {
    /// The keys of top-level objects by which they are told.
    static let lists = [
        "AutoScalingGroups", "ScalableTargets", "ScalingPolicies", "ScheduledUpdateGroupActions", "MetricAlarms",
        "ScheduledActions",
    ]
    private static let inputs = [
        "AutoScalingGroupName", "ResourceId", "PolicyName", "ScheduledActionName", "AlarmName", "TargetValue",
        "WarmPoolConfiguration",
    ]

    static func isPart(_ fields: YAMLMapping) -> Bool {
        (lists + inputs).contains { fields.optional($0) != nil }
    }

    static func policyFile(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        let group = try read(documents)
        var metrics = PolicyFile.Metrics()
        metrics.intervals = .everyMinute
        for alarm in group.policies.flatMap(\.alarms) {
            if let resource = alarm.metric.resource {
                if !metrics.resources.contains(resource.rawValue) { metrics.resources.append(resource.rawValue) }
            } else if !metrics.any.contains(alarm.metric.name) {
                metrics.any.append(alarm.metric.name)
                if alarm.metric.names.contains(AWSMetric.requestsPerTarget) {
                    metrics.builtIn.append(.init(name: alarm.metric.name, quantity: .requestsPerMinute))
                }
            }
        }
        return PolicyFile(
            policy: AWSAutoScaling(group, startOfTime: options.startOfTime), name: "aws \(group.name)",
            defaultReplicas: group.desiredCapacity, metrics: metrics)
    }

    package static func parse(_ text: String, file: String) throws(ScaleSimError) -> AWSGroup {
        try read(YAMLField.documents(in: text, file: file))
    }

    static func read(_ documents: [YAMLField]) throws(ScaleSimError) -> AWSGroup {
        var parts = Parts()
        for document in documents { try parts.add(document) }
        guard let field = parts.groups.first else {
            throw ScaleSimError(
                .badInput,
                "there is no Auto Scaling group; give what describe-auto-scaling-groups prints too, since its MinSize and "
                    + "MaxSize bound every decision", at: documents.first.map { .init(file: $0.file) })
        }
        if parts.groups.count > 1 { throw parts.groups[1].wrong("a second group; expected one") }
        var group = try field.isScalableTarget ? scalableTarget(field) : group(field)
        if let pool = parts.warmPools.first { group.warmPool = try warmPool(pool) }
        if parts.warmPools.count > 1 { throw parts.warmPools[1].wrong("a second warm pool; expected one") }
        let suspended = try suspendedProcesses(field)
        let alarms = try AlarmIndex(parts.alarms)
        for field in parts.policies {
            if let policy = try AWSPolicy.read(field, of: group, alarms: alarms) { group.policies.append(policy) }
        }
        for field in parts.actions { group.actions.append(try AWSScheduledAction.read(field, of: group)) }
        try checkNames(group, parts)
        if suspended.contains("AlarmNotification") { group.policies = [] }
        if suspended.contains("ScheduledActions") { group.actions = [] }
        return group
    }

    private static func checkNames(_ group: AWSGroup, _ parts: Parts) throws(ScaleSimError) {
        for fields in [parts.policies, parts.actions] {
            var names: Set<String> = []
            for field in fields {
                let values = try field.mapping(known: nil)
                let name = values.value("PolicyName") ?? values.value("ScheduledActionName")
                guard let name, try !names.insert(name.string()).inserted else { continue }
                throw name.wrong("occurs twice")
            }
        }
    }

    /// Objects by what they are.
    private struct Parts {
        var groups: [YAMLField] = []
        var policies: [YAMLField] = []
        var actions: [YAMLField] = []
        var alarms: [YAMLField] = []
        var warmPools: [YAMLField] = []

        /// An output with lists, or several of them in one, or one input.
        mutating func add(_ document: YAMLField) throws(ScaleSimError) {
            // What is left of an output by the command line's `--query`.
            if document.isList {
                for item in try document.list() { try add(item) }
                return
            }
            let fields = try document.mapping(known: nil)
            guard fields.entries.contains(where: { lists.contains($0.key) }) else {
                return try addInput(document, fields)
            }
            _ = try document.mapping(
                known: lists + ["CompositeAlarms", "WarmPoolConfiguration", "Instances", "NextToken"])
            if let token = fields.value("NextToken") { throw token.wrong("the output goes on; give all of it") }
            if let other = fields.value("ScheduledActions") {
                throw other.wrong("scheduled actions of Application Auto Scaling are not supported")
            }
            groups += try fields.list("AutoScalingGroups") + fields.list("ScalableTargets")
            policies += try fields.list("ScalingPolicies")
            actions += try fields.list("ScheduledUpdateGroupActions")
            alarms += try fields.list("MetricAlarms")
            if let pool = fields.value("WarmPoolConfiguration") { warmPools.append(pool) }
        }

        private mutating func addInput(_ document: YAMLField, _ fields: YAMLMapping) throws(ScaleSimError) {
            func has(_ keys: String...) -> Bool { keys.contains { fields.value($0) != nil } }
            if let pool = fields.value("WarmPoolConfiguration"), !has("MaxSize") {
                warmPools.append(pool)
            } else if has("AlarmName") {
                alarms.append(document)
            } else if has("PolicyName", "TargetValue") {
                policies.append(document)
            } else if has("ScheduledActionName") {
                if has("ServiceNamespace") {
                    throw document.wrong("scheduled actions of Application Auto Scaling are not supported")
                }
                actions.append(document)
            } else if has("MaxSize", "MaxCapacity") {
                groups.append(document)
            } else if has("PoolState", "MaxGroupPreparedCapacity", "InstanceReusePolicy") || has("MinSize") {
                warmPools.append(document)
            } else {
                throw document.wrong(
                    "expected a group, a scaling policy, a scheduled action, an alarm or a warm pool, as the AWS command "
                        + "line prints or takes them")
            }
        }
    }

    // MARK: Groups

    private static let largest = Int(Int32.max)

    private static func group(_ field: YAMLField) throws(ScaleSimError) -> AWSGroup {
        let fields = try field.mapping(known: groupKeys + indifferentGroupKeys)
        try refuseGroupFeatures(fields)
        let least = try fields.required("MinSize").integer(in: 0...largest)
        let maximum = try fields.required("MaxSize")
        let most = try maximum.integer(in: 0...largest)
        guard most >= least else { throw maximum.wrong("must be at least MinSize, \(least)") }
        // "If you do not specify a desired capacity, the default is the minimum size of the group."
        let desired = try fields.value("DesiredCapacity").map { field throws(ScaleSimError) in
            let desired = try field.integer(in: 0...largest)
            guard (least...most).contains(desired) else { throw field.wrong("must be from MinSize to MaxSize") }
            return desired
        }
        var group = AWSGroup(
            name: try fields.value("AutoScalingGroupName")?.string() ?? "group", minSize: least, maxSize: most,
            desiredCapacity: desired ?? least)
        if let cooldown = fields.value("DefaultCooldown") {
            group.defaultCooldownSeconds = Double(try cooldown.integer(in: 0...86_400 * 365))
        }
        // -1 takes a value back.
        if let warmup = try fields.value("DefaultInstanceWarmup")?.integer(in: -1...3600), warmup >= 0 {
            group.defaultInstanceWarmupSeconds = Double(warmup)
        }
        if let pool = fields.value("WarmPoolConfiguration") { group.warmPool = try warmPool(pool) }
        return group
    }

    private static let groupKeys = [
        "AutoScalingGroupName", "MinSize", "MaxSize", "DesiredCapacity", "DefaultCooldown", "DefaultInstanceWarmup",
        "WarmPoolConfiguration", "SuspendedProcesses", "CapacityRebalance", "DesiredCapacityType",
        "InstanceMaintenancePolicy", "MaxInstanceLifetime", "MixedInstancesPolicy", "NewInstancesProtectedFromScaleIn",
    ]

    /// What says where instances come from and how they are kept, but not how many there should be.
    private static let indifferentGroupKeys = [
        "AutoScalingGroupARN", "AvailabilityZoneDistribution", "AvailabilityZoneImpairmentPolicy",
        "AvailabilityZoneIds",
        "AvailabilityZones", "CapacityReservationSpecification", "Context", "CreatedTime", "DeletionProtection",
        "EnabledMetrics", "HealthCheckGracePeriod", "HealthCheckType", "InstanceId", "InstanceLifecyclePolicy",
        "Instances", "LaunchConfigurationName", "LaunchTemplate", "LifecycleHookSpecificationList", "LoadBalancerNames",
        "PlacementGroup", "PredictedCapacity", "ServiceLinkedRoleARN", "SkipZonalShiftValidation", "Status", "Tags",
        "TargetGroupARNs", "TerminationPolicies", "TrafficSources", "VPCZoneIdentifier", "WarmPoolSize",
    ]

    private static func refuseGroupFeatures(_ fields: YAMLMapping) throws(ScaleSimError) {
        for key in ["CapacityRebalance", "NewInstancesProtectedFromScaleIn"] {
            if let field = fields.value(key), try field.boolean() { throw field.wrong("is not supported") }
        }
        if let type = fields.value("DesiredCapacityType"), try type.string() != "units" {
            throw type.wrong("is not supported; expected units")
        }
        if let lifetime = fields.value("MaxInstanceLifetime"), try lifetime.string() != "0" {
            throw lifetime.wrong("is not supported")
        }
        if let maintenance = fields.value("InstanceMaintenancePolicy") {
            let values = try maintenance.mapping(known: ["MinHealthyPercentage", "MaxHealthyPercentage"])
            for value in values.entries where try value.value.string() != "-1" {
                throw maintenance.wrong("is not supported")
            }
        }
        guard let mixed = fields.value("MixedInstancesPolicy")?.first("WeightedCapacity") else { return }
        throw mixed.wrong("instance weights are not supported")
    }

    private static func suspendedProcesses(_ field: YAMLField) throws(ScaleSimError) -> [String] {
        var names: [String] = []
        for item in try field.mapping(known: nil).list("SuspendedProcesses") {
            let name = try item.mapping(known: ["ProcessName", "SuspensionReason"]).required("ProcessName")
            names.append(try name.string())
            if ["Launch", "Terminate"].contains(names.last) {
                throw name.wrong("a group whose process \(names.last ?? "") is suspended is not supported")
            }
        }
        return names
    }

    private static func warmPool(_ field: YAMLField) throws(ScaleSimError) -> WarmPool {
        let fields = try field.mapping(known: [
            "AutoScalingGroupName", "MinSize", "MaxGroupPreparedCapacity", "PoolState", "Status", "InstanceReusePolicy",
        ])
        let prepared = try fields.value("MaxGroupPreparedCapacity")?.integer(in: -1...largest)
        let state = try fields.value("PoolState")?.string("Stopped, Running or Hibernated") {
            ["Stopped", "Running", "Hibernated"].contains($0)
        }
        return WarmPool(
            minSize: try fields.value("MinSize")?.integer(in: 0...largest) ?? 0,
            maxPreparedCapacity: prepared.flatMap { $0 < 0 ? nil : $0 }, state: state ?? "Stopped")
    }

    // MARK: Application Auto Scaling

    private static func scalableTarget(_ field: YAMLField) throws(ScaleSimError) -> AWSGroup {
        let fields = try field.mapping(known: [
            "ServiceNamespace", "ResourceId", "ScalableDimension", "MinCapacity", "MaxCapacity", "RoleARN",
            "CreationTime",
            "SuspendedState", "ScalableTargetARN", "Tags", "PredictedCapacity",
        ])
        let service = try fields.required("ServiceNamespace")
        guard try service.string() == "ecs" else { throw service.expected("ecs; other services are not supported") }
        for state in try fields.value("SuspendedState")?.mapping(known: nil).entries ?? []
        where try state.value.boolean() {
            throw state.value.wrong("suspended scaling is not supported")
        }
        let least = try fields.required("MinCapacity").integer(in: 0...largest)
        let maximum = try fields.required("MaxCapacity")
        let most = try maximum.integer(in: 0...largest)
        guard most >= least else { throw maximum.wrong("must be at least MinCapacity, \(least)") }
        return AWSGroup(
            name: try fields.required("ResourceId").string(), minSize: least, maxSize: most, desiredCapacity: least,
            isScalableTarget: true)
    }
}

extension YAMLField {
    fileprivate var isScalableTarget: Bool {
        (try? mapping(known: nil))?.optional("ServiceNamespace") != nil
    }

    /// The first value of the key, at whatever depth.
    fileprivate func first(_ key: String) -> YAMLField? {
        if let fields = try? mapping(known: nil) {
            for entry in fields.entries {
                if entry.key == key, !entry.value.isEmpty { return entry.value }
                if let inner = entry.value.first(key) { return inner }
            }
        }
        for item in (try? list()) ?? [] {
            if let inner = item.first(key) { return inner }
        }
        return nil
    }
}

extension YAMLMapping where Failure == ScaleSimError {
    /// The value of a key that is there and not null.
    func value(_ key: String) -> YAMLField? { optional(key).flatMap { $0.isEmpty ? nil : $0 } }

    /// The items under a key; none where it is missing.
    func list(_ key: String) throws(ScaleSimError) -> [YAMLField] { try value(key)?.list() ?? [] }
}
