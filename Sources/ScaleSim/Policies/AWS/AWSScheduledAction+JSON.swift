extension AWSScheduledAction {
    /// One of `describe-scheduled-actions`, or the input of `put-scheduled-update-group-action`.
    static func read(_ field: YAMLField, of group: AWSGroup) throws(ScaleSimError) -> AWSScheduledAction {
        let fields = try field.mapping(known: [
            "AutoScalingGroupName", "ScheduledActionName", "ScheduledActionARN", "Time", "StartTime", "EndTime",
            "Recurrence", "TimeZone", "MinSize", "MaxSize", "DesiredCapacity",
        ])
        try fields.checkGroup(group)
        var action = AWSScheduledAction(name: try fields.required("ScheduledActionName").string())
        // `Time` is what `StartTime` was called.
        action.start = try (fields.value("StartTime") ?? fields.value("Time")).map(time)
        action.end = try fields.value("EndTime").map(time)
        if let start = action.start, let end = action.end, end <= start {
            throw fields.field.wrong("EndTime must lie after StartTime")
        }
        if let recurrence = fields.value("Recurrence") {
            action.recurrence = try schedule(recurrence)
            action.clock = try fields.value("TimeZone").map(clock) ?? .utc
        } else if action.start == nil {
            throw fields.field.wrong("neither StartTime nor Recurrence says when it runs")
        }
        let sizes = 0...Int(Int32.max)
        action.minSize = try fields.value("MinSize")?.integer(in: sizes)
        action.maxSize = try fields.value("MaxSize")?.integer(in: sizes)
        action.desiredCapacity = try fields.value("DesiredCapacity")?.integer(in: sizes)
        let (least, most) = (action.minSize ?? 0, action.maxSize ?? .max)
        guard least <= most, action.desiredCapacity.map({ (least...most).contains($0) }) ?? true else {
            throw fields.field.wrong("expected MinSize <= DesiredCapacity <= MaxSize")
        }
        guard action.minSize != nil || action.maxSize != nil || action.desiredCapacity != nil else {
            throw fields.field.wrong("expected MinSize, MaxSize or DesiredCapacity")
        }
        return action
    }

    private static func schedule(_ field: YAMLField) throws(ScaleSimError) -> CalendarSchedule {
        let text = try field.string()
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 5, let schedule = CalendarSchedule(expression: fields.joined(separator: " ")) else {
            throw field.expected("a cron expression of five fields, such as `30 6 * * 2`")
        }
        return schedule
    }

    private static func clock(_ field: YAMLField) throws(ScaleSimError) -> LocalClock {
        guard let clock = LocalClock(identifier: try field.string()) else {
            throw field.expected("a time zone of the IANA database, such as America/New_York")
        }
        return clock
    }

    private static func time(_ field: YAMLField) throws(ScaleSimError) -> Double {
        let bytes = [UInt8](try field.string().utf8)
        guard let time = CalendarTime.nanoseconds(bytes.span, bytes.indices) else {
            throw field.expected("a time such as 2026-03-31T08:00:00Z")
        }
        return Double(time) / 1e9
    }
}

extension YAMLMapping where Failure == ScaleSimError {
    /// What belongs to another group does not belong here.
    func checkGroup(_ group: AWSGroup) throws(ScaleSimError) {
        guard let name = value("AutoScalingGroupName") ?? value("ResourceId") else { return }
        guard try name.string() == group.name else {
            throw name.wrong("is of another group than \(group.name.quoted)")
        }
    }
}
