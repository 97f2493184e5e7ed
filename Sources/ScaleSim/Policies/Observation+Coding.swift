import UserInput

extension Observation: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case time = "t"
        case currentReplicas, pods, podMetrics, objectMetrics, externalMetrics, metricErrors, stableValue, panicValue
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(knowing: CodingKeys.self)
        self.init(
            time: try fields.decode(Double.self, forKey: .time),
            currentReplicas: try fields.whole(.currentReplicas),
            pods: try fields.decodeIfPresent([PodObservation].self, forKey: .pods) ?? [],
            podMetrics: try fields.decodeIfPresent([String: [String: Double]].self, forKey: .podMetrics) ?? [:],
            objectMetrics: try fields.decodeIfPresent([String: Double].self, forKey: .objectMetrics) ?? [:],
            externalMetrics: try fields.decodeIfPresent([String: Double].self, forKey: .externalMetrics) ?? [:],
            metricErrors: try fields.decodeIfPresent([String].self, forKey: .metricErrors) ?? [],
            stableValue: try fields.decodeIfPresent(Double.self, forKey: .stableValue),
            panicValue: try fields.decodeIfPresent(Double.self, forKey: .panicValue))
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(time, forKey: .time)
        try fields.encode(currentReplicas, forKey: .currentReplicas)
        if !pods.isEmpty { try fields.encode(pods, forKey: .pods) }
        if !podMetrics.isEmpty { try fields.encode(podMetrics, forKey: .podMetrics) }
        if !objectMetrics.isEmpty { try fields.encode(objectMetrics, forKey: .objectMetrics) }
        if !externalMetrics.isEmpty { try fields.encode(externalMetrics, forKey: .externalMetrics) }
        if !metricErrors.isEmpty { try fields.encode(metricErrors, forKey: .metricErrors) }
        try fields.encodeIfPresent(stableValue, forKey: .stableValue)
        try fields.encodeIfPresent(panicValue, forKey: .panicValue)
    }
}

extension PodObservation: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, phase, ready, startTime, readyTransition, deleted, cpuRequestMilli, cpuUsageMilli
        case memoryRequestBytes, memoryUsageBytes, metricTime, metricWindow, containers
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(knowing: CodingKeys.self)
        self.init(
            name: try fields.decode(String.self, forKey: .name),
            phase: try Self.phase(fields),
            ready: try fields.decodeIfPresent(Bool.self, forKey: .ready) ?? true,
            startTime: try fields.decodeIfPresent(Double.self, forKey: .startTime) ?? Self.longAgo,
            readyTransition: try fields.decodeIfPresent(Double.self, forKey: .readyTransition),
            deleted: try fields.decodeIfPresent(Bool.self, forKey: .deleted) ?? false,
            cpuRequestMilli: try fields.wholeIfPresent(.cpuRequestMilli),
            cpuUsageMilli: try fields.wholeIfPresent(.cpuUsageMilli),
            memoryRequestBytes: try fields.wholeIfPresent(.memoryRequestBytes),
            memoryUsageBytes: try fields.wholeIfPresent(.memoryUsageBytes),
            metricTime: try fields.decodeIfPresent(Double.self, forKey: .metricTime),
            metricWindow: try fields.decodeIfPresent(Double.self, forKey: .metricWindow),
            containers: try fields.decodeIfPresent([String: ContainerObservation].self, forKey: .containers) ?? [:])
    }

    private static func phase(_ fields: KeyedDecodingContainer<CodingKeys>) throws -> Phase {
        guard let word = try fields.decodeIfPresent(String.self, forKey: .phase) else { return .running }
        guard let phase = Phase(rawValue: word) else {
            let known = Phase.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: .phase, in: fields, debugDescription: "expected one of \(known), found \(word.quoted)")
        }
        return phase
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(phase, forKey: .phase)
        try fields.encode(ready, forKey: .ready)
        try fields.encode(startTime, forKey: .startTime)
        try fields.encode(readyTransition, forKey: .readyTransition)
        try fields.encode(deleted, forKey: .deleted)
        try fields.encodeIfPresent(cpuRequestMilli, forKey: .cpuRequestMilli)
        try fields.encodeIfPresent(cpuUsageMilli, forKey: .cpuUsageMilli)
        try fields.encodeIfPresent(memoryRequestBytes, forKey: .memoryRequestBytes)
        try fields.encodeIfPresent(memoryUsageBytes, forKey: .memoryUsageBytes)
        try fields.encodeIfPresent(metricTime, forKey: .metricTime)
        try fields.encodeIfPresent(metricWindow, forKey: .metricWindow)
        if !containers.isEmpty { try fields.encode(containers, forKey: .containers) }
    }
}

extension ContainerObservation: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case cpuRequestMilli, cpuUsageMilli, memoryRequestBytes, memoryUsageBytes
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(knowing: CodingKeys.self)
        self.init(
            cpuRequestMilli: try fields.wholeIfPresent(.cpuRequestMilli),
            cpuUsageMilli: try fields.wholeIfPresent(.cpuUsageMilli),
            memoryRequestBytes: try fields.wholeIfPresent(.memoryRequestBytes),
            memoryUsageBytes: try fields.wholeIfPresent(.memoryUsageBytes))
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(cpuRequestMilli, forKey: .cpuRequestMilli)
        try fields.encodeIfPresent(cpuUsageMilli, forKey: .cpuUsageMilli)
        try fields.encodeIfPresent(memoryRequestBytes, forKey: .memoryRequestBytes)
        try fields.encodeIfPresent(memoryUsageBytes, forKey: .memoryUsageBytes)
    }
}

extension Decoder {
    /// The fields of an object, in which any other is an error: a misspelt one would be taken for missing.
    fileprivate func container<Key: CodingKey & CaseIterable>(
        knowing keys: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        let known = Key.allCases.map(\.stringValue)
        for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath + [key],
                    debugDescription: "unknown field; \(Spelling.suggestion(for: key.stringValue, among: known))"))
        }
        return try container(keyedBy: keys)
    }
}

extension KeyedDecodingContainer {
    /// A whole number. The decoder itself says "not valid JSON" of one with a fraction, and does not say which.
    fileprivate func whole(_ key: Key) throws -> Int {
        let number = try decode(Double.self, forKey: key)
        guard let whole = Int(exactly: number) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "expected a whole number, found \(number)")
        }
        return whole
    }

    fileprivate func wholeIfPresent(_ key: Key) throws -> Int? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        return try whole(key)
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
