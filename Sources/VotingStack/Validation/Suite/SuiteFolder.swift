import BootProbe
import Profiles

/// The folder of a suite: what all rounds share, and a folder for each of them.
///
/// A suite takes hours, so it goes on where it stopped, and its runs can be simulated again.
struct SuiteFolder {
    /// What makes two suites one.
    struct Identity: Codable, Equatable {
        var schema = 1
        var technology: Technology
        var seed: UInt64
        /// Requests per second, at random instants, that one replica carried when the suite began: what loads are scaled to.
        var capacity: Double
    }

    let path: String

    private var identityPath: String { "\(path)/suite.json" }
    private var backingPath: String { "\(path)/backing.json" }
    private var workerPath: String { "\(path)/\(Self.workerProfile)" }
    static let workerProfile = "worker.process.json"

    func round(_ number: Int) -> SuiteRound { SuiteRound(number: number, path: "\(path)/rounds/\(number)") }

    /// Rounds that were begun.
    var rounds: Int { (1...).prefix { FileSystem.exists(round($0).path) }.count }

    /// Nil for a suite that has not begun.
    ///
    /// - Throws: `badInput` where `path` holds another suite.
    func identity(technology: Technology, seed: UInt64) throws(BootProbeError) -> Identity? {
        guard let found = try ResultFile.find(Identity.self, at: identityPath) else { return nil }
        let asked = Identity(technology: technology, seed: seed, capacity: found.capacity)
        if found == asked { return found }
        throw BootProbeError(
            badInput: "holds a suite of replicas as \(found.technology.rawValue) with the seed \(found.seed), not as "
                + "\(technology.rawValue) with \(seed); go on with that, or give another --output",
            file: identityPath, line: nil)
    }

    func write(_ identity: Identity) throws(BootProbeError) {
        try ResultFile.write(JSONFormat.encode(identity), to: identityPath)
    }

    // MARK: What is measured once

    func backing() throws(BootProbeError) -> BackingProfile? {
        try ResultFile.find(BackingProfile.self, at: backingPath)
    }

    func write(_ backing: BackingProfile) throws(BootProbeError) {
        try ResultFile.write(JSONFormat.encode(backing), to: backingPath)
    }

    /// The worker as a replica.
    func worker() throws(BootProbeError) -> Profile? { try ResultFile.find(Profile.self, at: workerPath) }

    func write(worker: Profile) throws(BootProbeError) {
        try ResultFile.write(JSONFormat.encode(worker), to: workerPath)
    }
}
