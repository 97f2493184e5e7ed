import UserInput

/// Reads autoscale settings: the resource (`az rest`, the portal's JSON tab), what `az monitor autoscale show` prints, which
/// has the properties at its top, or an ARM template with one such resource and no expressions in it. Whatever changes a
/// decision and is not supported is an error.
extension AzureAutoscaleSpec {
    private static let type = "microsoft.insights/autoscalesettings"

    /// Whether `document` holds an autoscale setting.
    static func describes(_ document: YAMLMapping) throws(ScaleSimError) -> Bool {
        try !resources(of: document).isEmpty
    }

    static func policyFile(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        var found: [YAMLMapping] = []
        for document in documents where document.isMapping {
            found += try resources(of: document.mapping(known: nil))
        }
        let spec = try read(PolicyFile.only(found, "autoscale setting", file: documents.first?.file))
        var metrics = PolicyFile.Metrics()
        metrics.intervals = .everyMinute
        for name in Set(spec.profiles.flatMap(\.rules).map(\.trigger.metricName)).sorted() {
            if AzureMetricHistory.isCPU(name) { metrics.resources.append("cpu") } else { metrics.any.append(name) }
        }
        return PolicyFile(
            policy: AzureAutoscale(spec: spec, startOfTime: options.startOfTime), name: "azure \(spec.name)",
            defaultReplicas: max(1, spec.profiles.first?.fallback ?? 1), metrics: metrics)
    }

    private static func resources(of object: YAMLMapping) throws(ScaleSimError) -> [YAMLMapping] {
        if let list = object.optional("resources"), list.isList {
            var found: [YAMLMapping] = []
            for item in try list.list() where item.isMapping {
                let resource = try item.mapping(known: nil)
                if try isSetting(resource) { found.append(resource) }
            }
            return found
        }
        if try isSetting(object) { return [object] }
        // Exports may lack the type.
        let properties = object.optional("properties").flatMap { $0.isMapping ? $0 : nil } ?? object.field
        return try properties.mapping(known: nil).optional("profiles") == nil ? [] : [object]
    }

    private static func isSetting(_ object: YAMLMapping) throws(ScaleSimError) -> Bool {
        guard let type = object.optional("type"), !type.isList, !type.isMapping, !type.isEmpty else { return false }
        return try type.string().lowercased().filter { !$0.isWhitespace } == Self.type
    }

    private static func read(_ resource: YAMLMapping) throws(ScaleSimError) -> AzureAutoscaleSpec {
        let field = resource.optional("properties") ?? resource.field
        let fields = try field.mapping(known: nil)
        if resource.optional("properties") != nil {
            _ = try field.mapping(known: [
                "name", "enabled", "profiles", "notifications", "predictiveAutoscalePolicy", "targetResourceLocation",
                "targetResourceUri",
            ])
        }
        if let predictive = fields.given("predictiveAutoscalePolicy") {
            let mode = try predictive.mapping(known: ["scaleMode", "scaleLookAheadTime"]).required("scaleMode")
            // `ForecastOnly` shows a forecast and scales nothing.
            guard ["Disabled", "ForecastOnly"].contains(try mode.string()) else {
                throw mode.wrong("predictive autoscale (\(try mode.string().quoted)) is not supported")
            }
        }
        let list = try fields.required("profiles")
        var profiles: [Profile] = []
        for item in try list.list() { profiles.append(try profile(item)) }
        guard 1...20 ~= profiles.count else { throw list.wrong("expected 1 to 20 profiles, found \(profiles.count)") }
        guard profiles.count(where: { $0.time == .always }) <= 1 else {
            throw list.wrong("there is more than one default profile, which has neither fixedDate nor recurrence")
        }
        try checkSources(of: list)
        let name = try (resource.given("name") ?? fields.given("name"))?.string() ?? "autoscale"
        return AzureAutoscaleSpec(
            name: name, isEnabled: try fields.given("enabled")?.boolean() ?? true, profiles: profiles)
    }

    /// Observations have metrics by name alone, which must then mean one thing.
    private static func checkSources(of profiles: YAMLField) throws(ScaleSimError) {
        var sources: [(name: String, trigger: YAMLMapping)] = []
        for profile in try profiles.list() {
            for rule in try profile.mapping(known: nil).given("rules")?.list() ?? [] {
                let trigger = try rule.mapping(known: nil).required("metricTrigger").mapping(known: nil)
                let name = try trigger.required("metricName").string()
                if let earlier = sources.first(where: { $0.name == name })?.trigger {
                    for key in ["metricResourceUri", "metricNamespace"] {
                        let texts = (try earlier.given(key)?.string() ?? "", try trigger.given(key)?.string() ?? "")
                        guard texts.0.lowercased() == texts.1.lowercased() else { throw trigger.differs(in: key) }
                    }
                    guard try trigger.hasDimensions(of: earlier) else { throw trigger.differs(in: "dimensions") }
                } else {
                    sources.append((name, trigger))
                }
            }
        }
    }

    // MARK: Profiles

    private static func profile(_ field: YAMLField) throws(ScaleSimError) -> Profile {
        let fields = try field.mapping(known: ["name", "capacity", "rules", "fixedDate", "recurrence"])
        let capacity = try fields.required("capacity").mapping(known: ["minimum", "maximum", "default"])
        let count = 0...Int(Int32.max)
        let minimum = try capacity.required("minimum").integer(in: count)
        let maximum = try capacity.required("maximum").integer(in: count)
        let fallback = try capacity.required("default")
        guard minimum <= maximum else {
            throw try capacity.required("maximum").wrong("must be at least the minimum, \(minimum)")
        }
        var rules: [Rule] = []
        for item in try fields.given("rules")?.list() ?? [] { rules.append(try rule(item)) }
        guard rules.count <= 10 else { throw field.wrong("expected at most 10 rules, found \(rules.count)") }
        var profile = Profile(
            name: try fields.required("name").string(), minimum: minimum, maximum: maximum,
            fallback: try fallback.integer(in: minimum...maximum), rules: rules)
        switch (fields.given("fixedDate"), fields.given("recurrence")) {
        case (let date?, nil): profile.time = try fixedDate(date)
        case (nil, let recurrence?): profile.time = try AzureAutoscaleSpec.recurrence(recurrence)
        case (nil, nil): break
        default: throw field.wrong("expected fixedDate or recurrence, not both")
        }
        return profile
    }

    private static func fixedDate(_ field: YAMLField) throws(ScaleSimError) -> Time {
        let fields = try field.mapping(known: ["timeZone", "start", "end"])
        let clock = try clock(fields.given("timeZone"))
        let (start, end) = (try fields.required("start"), try fields.required("end"))
        let times = (clock.instant(ofLocal: try start.wallTime()), clock.instant(ofLocal: try end.wallTime()))
        guard times.0 < times.1, times.1 - times.0 <= 366 * LocalClock.day else {
            throw end.wrong("must lie after the start, by at most 365 days")
        }
        return .fixed(times.0..<times.1)
    }

    private static func recurrence(_ field: YAMLField) throws(ScaleSimError) -> Time {
        let fields = try field.mapping(known: ["frequency", "schedule"])
        _ = try fields.required("frequency").string("Week, which is all that Azure supports") { $0 == "Week" }
        let schedule = try fields.required("schedule").mapping(known: ["timeZone", "days", "hours", "minutes"])
        var days: UInt64 = 0
        for day in try schedule.required("days").list() { days |= 1 << UInt64(try day.word(Weekday.self).number) }
        func bits(_ key: String, _ range: ClosedRange<Int>) throws(ScaleSimError) -> UInt64 {
            var bits: UInt64 = 0
            for item in try schedule.required(key).list() { bits |= 1 << UInt64(try item.integer(in: range)) }
            return bits
        }
        let starts = CalendarSchedule(
            minutes: try bits("minutes", 0...59), hours: try bits("hours", 0...23),
            daysOfMonth: CalendarSchedule.everyDayOfMonth, months: CalendarSchedule.everyMonth, daysOfWeek: days,
            years: CalendarSchedule.everyYear)
        guard starts.minutes != 0, starts.hours != 0, days != 0 else {
            throw field.wrong("expected at least one day, hour and minute")
        }
        return .recurring(starts, try clock(schedule.given("timeZone")))
    }

    private enum Weekday: String, CaseIterable {
        case sunday = "Sunday"
        case monday = "Monday"
        case tuesday = "Tuesday"
        case wednesday = "Wednesday"
        case thursday = "Thursday"
        case friday = "Friday"
        case saturday = "Saturday"

        var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private static func clock(_ field: YAMLField?) throws(ScaleSimError) -> LocalClock {
        guard let field else { return .utc }
        let name = try field.string().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let identifier = WindowsTimeZones.identifiers[name], let clock = LocalClock(identifier: identifier) else {
            let known = WindowsTimeZones.identifiers.keys.sorted()
            let hint = Spelling.nearest(to: name, among: known).map { "; did you mean \($0.quoted)?" } ?? ""
            throw field.expected("a time zone by its Windows name, such as Pacific Standard Time\(hint)")
        }
        return clock
    }

    // MARK: Rules

    private static func rule(_ field: YAMLField) throws(ScaleSimError) -> Rule {
        let fields = try field.mapping(known: ["metricTrigger", "scaleAction"])
        let action = try fields.required("scaleAction").mapping(known: ["direction", "type", "value", "cooldown"])
        let type = try action.required("type")
        let value = action.given("value")
        let change: Change =
            switch try type.string() {
            case "ChangeCount": .count(try value?.integer(in: 0...Int(Int32.max)) ?? 1)
            case "PercentChangeCount": .percent(try action.required("value").integer(in: 0...1_000_000))
            case "ExactCount": .exact(try action.required("value").integer(in: 0...Int(Int32.max)))
            case "ServiceAllowedNextValue":
                throw type.wrong(
                    "ServiceAllowedNextValue is not supported; which values a service allows is not in the file")
            default: throw type.expected("ChangeCount, PercentChangeCount or ExactCount")
            }
        return Rule(
            trigger: try trigger(fields.required("metricTrigger")),
            direction: try action.required("direction").word(Direction.self), change: change,
            cooldownSeconds: try action.required("cooldown").isoDuration(in: 60...604_800))
    }

    private static func trigger(_ field: YAMLField) throws(ScaleSimError) -> Trigger {
        let fields = try field.mapping(known: [
            "metricName", "metricNamespace", "metricResourceUri", "metricResourceLocation", "timeGrain", "statistic",
            "timeWindow", "timeAggregation", "operator", "threshold", "dimensions", "Dimensions", "dividePerInstance",
        ])
        return Trigger(
            metricName: try fields.required("metricName").string(),
            timeGrainSeconds: try fields.required("timeGrain").isoDuration(in: 60...43_200),
            statistic: try fields.required("statistic").word(Trigger.Statistic.self),
            timeWindowSeconds: try fields.required("timeWindow").isoDuration(in: 60...43_200),
            timeAggregation: try fields.required("timeAggregation").word(Trigger.Aggregation.self),
            comparison: try fields.required("operator").word(Trigger.Comparison.self),
            threshold: try fields.required("threshold").number(in: -1e15...1e15),
            dividePerInstance: try fields.given("dividePerInstance")?.boolean() ?? false)
    }
}

extension YAMLMapping {
    fileprivate func differs(in key: String) -> ScaleSimError {
        field.wrong("two rules of one metric name that differ in \(key) are not supported")
    }

    /// Filters of the metric; the example of "Autoscale with multiple profiles" writes the key with a capital letter.
    fileprivate func hasDimensions(of other: YAMLMapping) throws(ScaleSimError) -> Bool {
        func dimensions(_ mapping: YAMLMapping) throws(ScaleSimError) -> YAMLField? {
            guard let field = mapping.given("dimensions") ?? mapping.given("Dimensions") else { return nil }
            return try field.list().isEmpty ? nil : field
        }
        switch (try dimensions(self), try dimensions(other)) {
        case (nil, nil): return true
        case (let own?, let others?): return own.hasSameContent(as: others)
        default: return false
        }
    }
}

extension YAMLField {
    /// Whole seconds of `PT5M`, `P1DT2H`, `P1W`, or as Azure's command line prints them, `0:05:00`.
    fileprivate func isoDuration(in range: ClosedRange<Int>) throws(ScaleSimError) -> Int {
        let text = try string()
        let iso =
            /P(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})(?:\.0*)?S)?)?/
        let clock = /(?:([0-9]{1,6}) days?, )?([0-9]{1,2}):([0-9]{2}):([0-9]{2})/
        func seconds(_ parts: [(text: Substring?, unit: Int)]) -> Int {
            parts.reduce(0) { $0 + ($1.text.flatMap { Int($0) } ?? 0) * $1.unit }
        }
        var found: Int?
        if let match = text.wholeMatch(of: iso), text.last?.isLetter == true, text.last != "T", text != "P" {
            found = seconds([
                (match.1, 604_800), (match.2, 86_400), (match.3, 3600), (match.4, 60), (match.5, 1),
            ])
        } else if let match = text.wholeMatch(of: clock) {
            found = seconds([(match.1, 86_400), (match.2, 3600), (match.3, 60), (match.4, 1)])
        }
        guard let found, range.contains(found) else {
            throw expected("an ISO 8601 duration (PT5M) of \(range.lowerBound) to \(range.upperBound) seconds")
        }
        return found
    }

    /// A time of the profile's own zone: Azure prints it with `Z` or `+00:00` and does not mean UTC.
    fileprivate func wallTime() throws(ScaleSimError) -> Int {
        let text = try string()
        let isLocal = !text.dropFirst(19).contains { "+-".contains($0) } || text.hasSuffix("+00:00")
        let bytes = Array(text.utf8)
        guard isLocal, let time = CalendarTime.nanoseconds(bytes.span, bytes.indices) else {
            throw expected("a time without an offset, such as 2017-12-26T00:00:00")
        }
        return Int(time / 1_000_000_000)
    }
}
