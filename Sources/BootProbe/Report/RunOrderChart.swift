import Profiles

/// Every trial of a campaign in the order in which it ran: what drifts, jumps or comes in clusters shows here.
package enum RunOrderChart {
    package static let caption = """
        Every trial in the order of the campaign, whose blocks are shaded in turn: dots answered, diamonds are warm-ups \
        and count in no figure, triangles were given up at that time, crosses at the lower edge failed.
        """

    /// Shapes of one size, so that one legend tells them; Vega's own cross stands upright, as a plus sign does.
    private static let outcomes: JSONValue = [
        "domain": ["answered", "warm-up", "given up", "failed"],
        "range": [
            "circle", "M0-1.3L1.1 0L0 1.3L-1.1 0Z", "M0-1.4L1.4 1L-1.4 1Z",
            "M-.9-1.3L0-.4L.9-1.3L1.3-.9L.4 0L1.3 .9L.9 1.3L0 .4L-.9 1.3L-1.3 .9L-.4 0L-1.3-.9Z",
        ],
    ]

    /// One chart an image, of the trials that its targets had.
    package static func specifications(_ campaign: CampaignReport, trials: [TrialRecord]) -> [JSONValue] {
        let bands = bands(of: trials)
        let last = trials.map(\.trial.position).max() ?? 0
        return campaign.rows.map(\.image).uniqued().compactMap { image in
            let mine = trials.filter { campaign.rows.indices.contains($0.trial.target) }
                .filter { campaign.rows[$0.trial.target].image == image }
            return mine.isEmpty ? nil : panel(image, mine, campaign, bands, last: last)
        }
    }

    private static func panel(
        _ image: String, _ trials: [TrialRecord], _ campaign: CampaignReport, _ bands: [JSONValue], last: Int
    ) -> JSONValue {
        let known = trials.compactMap(\.outcome.knownSeconds)
        let scale = ChartScale(known)
        let colours = SeriesColours(campaign.rows.filter { $0.image == image }.map(\.key))
        let horizontal: JSONValue = [
            "field": "position", "type": "quantitative", "title": "position in the campaign",
            "scale": ["domain": [-0.5, .number(Double(last) + 0.5)], "nice": false], "axis": ["grid": false],
        ]
        let encoding: JSONValue = [
            "x": horizontal,
            "y": [
                "field": "seconds", "type": "quantitative", "title": "seconds", "scale": scale.specification,
                "axis": known.isEmpty ? nil : scale.axis,
            ],
            "color": colours.channel(symbol: "circle"),
            "shape": [
                "field": "outcome", "type": "nominal", "title": nil, "scale": outcomes,
                "legend": [
                    "values": .array(trials.map(\.chartedOutcome).uniqued().map { .string($0) }),
                    "symbolFillColor": "#475569", "symbolStrokeWidth": 0, "symbolSize": 60, "columns": 2,
                ],
            ],
            "tooltip": [
                ["field": "position", "type": "quantitative"], ["field": "block", "type": "quantitative"],
                ["field": "series", "type": "nominal"], ["field": "outcome", "type": "nominal"],
                ["field": "told", "type": "nominal", "title": "seconds"],
            ],
        ]
        func layer(_ trials: [TrialRecord], offset: Int) -> JSONValue {
            [
                "data": ["values": .array(trials.map { row($0, campaign, scale, colours) })], "encoding": encoding,
                "mark": [
                    "type": "point", "filled": true, "size": 36, "opacity": 0.9, "yOffset": .integer(offset),
                ],
            ]
        }
        return [
            "title": .string(image), "width": "container", "height": known.isEmpty ? 40 : 170,
            "layer": [
                [
                    "data": ["values": .array(bands)], "mark": ["type": "rect", "color": "#f1f5f9"],
                    "encoding": ["x": horizontal, "x2": ["field": "end"]],
                ],
                layer(trials.filter { $0.outcome.knownSeconds != nil }, offset: 0),
                // Just above the axis, which would hide their lower half.
                layer(trials.filter { $0.outcome.knownSeconds == nil }, offset: -7),
            ],
        ]
    }

    private static func row(
        _ trial: TrialRecord, _ campaign: CampaignReport, _ scale: ChartScale, _ colours: SeriesColours
    ) -> JSONValue {
        let seconds = trial.outcome.knownSeconds
        let told =
            switch trial.outcome {
            case .answered: Decimals.three(seconds ?? 0)
            case .timedOut: "more than \(Decimals.three(seconds ?? 0))"
            case .failed(let reason, _): reason
            }
        return [
            "position": .integer(trial.trial.position), "block": .integer(trial.trial.block),
            "series": .string(colours.label(campaign.rows[trial.trial.target].key)),
            "outcome": .string(trial.chartedOutcome), "seconds": .number(seconds ?? scale.floor), "told": .string(told),
        ]
    }

    /// Every other block, from half a position before its first trial to half a position after its last.
    private static func bands(of trials: [TrialRecord]) -> [JSONValue] {
        let blocks = Dictionary(grouping: trials.map(\.trial), by: \.block)
        return blocks.keys.sorted().filter { $0 % 2 == 1 }.compactMap { block in
            let positions = (blocks[block] ?? []).map(\.position)
            guard let first = positions.min(), let last = positions.max() else { return nil }
            return ["position": .number(Double(first) - 0.5), "end": .number(Double(last) + 0.5)]
        }
    }
}

extension CampaignReport.Row {
    fileprivate var key: SeriesColours.Key { SeriesColours.Key(technology: technology, condition: condition) }
}

extension TrialRecord {
    fileprivate var chartedOutcome: String {
        switch outcome {
        case .failed: "failed"
        case .timedOut: "given up"
        case .answered: trial.isWarmUp ? "warm-up" : "answered"
        }
    }
}

extension TrialRecord.Outcome {
    /// Seconds to the answer, or without one; nil for a failure, which says nothing about it.
    fileprivate var knownSeconds: Double? {
        switch self {
        case .answered(let answer): answer.lastByteSeconds
        case .timedOut(let seconds): seconds
        case .failed: nil
        }
    }
}
