import BootProbe

extension PaperTables.Throughput {
    /// Where a table of ab contradicts itself: columns that break Little's law, and answers of another size.
    var contradictions: [String] {
        systems.flatMap { system in
            PaperRemarks.law(run(of: system).map { [$0] } ?? [], of: "the paper's \(title(of: system))")
        } + pageSizes
    }

    private func title(of system: String) -> String {
        PaperSystem.known.first { $0.key == system }?.published ?? system
    }

    /// Answers of one page are of one size, whatever serves them.
    private var pageSizes: [String] {
        let sizes = systems.compactMap {
            system -> (system: String, kilobytes: Double, run: ThroughputResult)? in
            guard let run = run(of: system), let rate = run.kilobytesPerSecond else { return nil }
            return (system, rate / run.requestsPerSecond, run)
        }
        guard sizes.count > 2 else { return [] }
        return sizes.compactMap { one in
            let others = sizes.filter { $0.system != one.system }.map(\.kilobytes).sorted()
            let usual = others[others.count / 2]
            guard one.kilobytes > 2 * usual || one.kilobytes < usual / 2 else { return nil }
            var corrected = one.run
            corrected.requestsPerSecond *= one.kilobytes / usual
            let agreed =
                corrected.obeysLittlesLaw == true
                ? "; with \(Decimals.whole(corrected.requestsPerSecond)) requests/s both would be right" : ""
            return
                "the paper's \(title(of: one.system)) received \(Decimals.two(one.kilobytes)) KB an answer where its "
                + "other columns have \(Decimals.two(usual))\(agreed)"
        }
    }
}
