import BootProbe
import Profiles

/// Everything that was measured for the paper's tables.
package struct PaperResults: Encodable, Sendable {
    package var published: PaperTables
    package var entries: [PaperEntry]
    package var provenance: Provenance
    /// How our Redis is started, which decides what a write costs.
    package var redisCommand: [String]
    package var seed: UInt64

    package init(
        published: PaperTables, entries: [PaperEntry], provenance: Provenance, redisCommand: [String], seed: UInt64
    ) {
        self.published = published
        self.entries = entries
        self.provenance = provenance
        self.redisCommand = redisCommand
        self.seed = seed
    }
}
