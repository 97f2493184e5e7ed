/// Running totals of several things, each a row, as they were at the latest scrapes.
struct ScrapeHistory<Totals: Sendable>: Sendable {
    /// The totals at both ends of a window.
    struct Window {
        var start: Totals
        var end: Totals
    }

    private let zero: Totals
    /// Scrapes that a window spans.
    private let depth: Int
    /// Scrapes that are kept: those of a window, and those that nobody may know of yet.
    private let kept: Int
    /// Row `r` owns a ring of `kept` from `r * kept`.
    private var totals: ContiguousArray<Totals> = []
    /// By row, numbers of its first and its last scrape.
    private var first: ContiguousArray<Int> = []
    private var last: ContiguousArray<Int> = []

    /// - Parameter zero: the totals before the first scrape of a row.
    init(_ pipeline: MetricsPipeline, zero: Totals) {
        let interval = pipeline.scrapeInterval.nanoseconds
        self.zero = zero
        depth = Int(pipeline.window.nanoseconds / interval)
        kept = depth + Int((pipeline.lag.nanoseconds + interval - 1) / interval) + 1
    }

    mutating func addRow() {
        totals.append(contentsOf: repeatElement(zero, count: kept))
        first.append(.max)
        last.append(.min)
    }

    /// - Parameter scrape: counted from 1; for one row without gaps from its first on.
    mutating func record(_ row: Int, _ value: Totals, in scrape: Int) {
        totals[row * kept + scrape % kept] = value
        first[row] = min(first[row], scrape)
        last[row] = scrape
    }

    /// The window that ends at `scrape`, one of the last ones; nil where the row was not scraped then.
    func window(of row: Int, endingAt scrape: Int) -> Window? {
        guard first[row] <= scrape, scrape <= last[row] else { return nil }
        let before = scrape - depth
        return Window(
            start: before < first[row] ? zero : totals[row * kept + before % kept],
            end: totals[row * kept + scrape % kept])
    }
}
