import ScaleSim
import Testing

/// The tables of "How alarm state is evaluated when data is missing", "Using Amazon CloudWatch alarms".
@Suite struct AWSAlarmTests {
    struct Row: Sendable, CustomTestStringConvertible {
        /// Oldest first: 0 is not breaching, X breaching, - missing.
        var points: String
        var needed: Int
        /// Nil retains the current state.
        var missing: AWSAlarm.State
        var ignore: AWSAlarm.State?
        var breaching: AWSAlarm.State
        var notBreaching: AWSAlarm.State

        var testDescription: String { "\(points), \(needed) of 3" }
    }

    static let rows = [
        Row(points: "0-X-X", needed: 3, missing: .ok, ignore: .ok, breaching: .ok, notBreaching: .ok),
        Row(points: "0----", needed: 3, missing: .ok, ignore: .ok, breaching: .ok, notBreaching: .ok),
        Row(points: "-----", needed: 3, missing: .insufficientData, ignore: nil, breaching: .alarm, notBreaching: .ok),
        Row(points: "0XX-X", needed: 3, missing: .alarm, ignore: .alarm, breaching: .alarm, notBreaching: .alarm),
        Row(points: "--X--", needed: 3, missing: .alarm, ignore: nil, breaching: .alarm, notBreaching: .ok),
        Row(points: "0-X-X", needed: 2, missing: .alarm, ignore: .alarm, breaching: .alarm, notBreaching: .alarm),
        Row(points: "00X0X", needed: 2, missing: .alarm, ignore: .alarm, breaching: .alarm, notBreaching: .alarm),
        Row(points: "0-X--", needed: 2, missing: .ok, ignore: .ok, breaching: .alarm, notBreaching: .ok),
        Row(points: "----0", needed: 2, missing: .ok, ignore: .ok, breaching: .alarm, notBreaching: .ok),
        Row(points: "---X-", needed: 2, missing: .alarm, ignore: nil, breaching: .alarm, notBreaching: .ok),
    ]

    @Test("states where data is missing", arguments: rows)
    func states(_ row: Row) {
        let points: [Double?] = row.points.reversed().map { $0 == "-" ? nil : $0 == "X" ? 2 : 0 }
        func state(_ missingData: AWSAlarm.MissingData, from state: AWSAlarm.State) -> AWSAlarm.State {
            AWSAlarm(
                name: "a", metric: AWSMetric(names: ["m"]), evaluationPeriods: 3, datapointsToAlarm: row.needed,
                comparison: .greater, threshold: 1, missingData: missingData
            ).state(after: points, from: state)
        }
        for before in [AWSAlarm.State.ok, .alarm, .insufficientData] {
            #expect(state(.missing, from: before) == row.missing)
            #expect(state(.ignore, from: before) == row.ignore ?? before)
            #expect(state(.breaching, from: before) == row.breaching)
            #expect(state(.notBreaching, from: before) == row.notBreaching)
        }
    }

    /// "the alarm does not go immediately into ALARM state when the data is either - - - - X or - - - X -".
    @Test("no premature alarm", arguments: [[2, nil, nil, nil, nil], [nil, 2, nil, nil, nil]] as [[Double?]])
    func premature(points: [Double?]) {
        let alarm = AWSAlarm(
            name: "a", metric: AWSMetric(names: ["m"]), evaluationPeriods: 3, datapointsToAlarm: 3,
            comparison: .greater,
            threshold: 1)
        #expect(alarm.state(after: points, from: .insufficientData) == .insufficientData)
    }
}

/// Data that comes less often than alarms are evaluated.
@Suite struct AWSSparseDataTests {
    /// "By default, all Amazon EC2 metrics are published in five-minute intervals": the one data point is, two minutes
    /// later, old enough for an alarm on three ("- - X - -" of the alarms' guide).
    @Test("observations every five minutes")
    func fiveMinutes() throws {
        try AWSRow(
            page: .targetTracking, sentence: "five-minute intervals", files: [AWSFiles.group(), AWSFiles.tracking()],
            start: 2, steps: [.init(0, cpu: 100, expected: 2), .init(300, cpu: 100, expected: 4)]
        ).check()
    }

    /// "the alarm continues to invoke the action once per minute that the alarm remains in the new state".
    @Test("observations every fifteen seconds")
    func fifteenSeconds() throws {
        let files = [AWSFiles.group(), AWSFiles.step("in", [("", "0", -1)]), AWSFiles.alarm("in", "LessThan", 50)]
        try AWSRow(
            page: .alarms, sentence: "once per minute", files: files, start: 9,
            steps: (0...8).map { .init(Double($0) * 15, cpu: 10, expected: $0 < 4 ? 8 : $0 < 8 ? 7 : 6) }
        ).check()
    }
}
