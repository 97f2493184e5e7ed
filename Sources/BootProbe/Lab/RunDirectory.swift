import Foundation
import Glibc

/// The folder of one run's temporary files, `<cache>/run/<id>`.
package struct RunDirectory: Sendable, Equatable {
    package let path: String

    package init(path: String) { self.path = path }

    /// Unique among the runs of all times.
    package var id: String { (path as NSString).lastPathComponent }

    /// Name of the control group of the run's containers, in each hierarchy.
    package var controlGroup: String { ControlGroups.name(ofRun: id) }

    /// Creates the folder `name` within.
    package func folder(_ name: String) throws(BootProbeError) -> String {
        let folder = "\(path)/\(name)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw BootProbeError(.cannotCreate, "cannot create \(folder)", underlying: error.localizedDescription)
        }
        return folder
    }
}

/// A run directory whose run is alive: its `lock` is held until this value ends.
package struct HeldRunDirectory: ~Copyable {
    package let directory: RunDirectory
    private let lock: FileLock

    private init(directory: RunDirectory, lock: consuming FileLock) {
        self.directory = directory
        self.lock = lock
    }

    /// Creates the directory of a new run.
    package static func create(
        inCache cache: String = CacheDirectory.path
    ) throws(BootProbeError) -> HeldRunDirectory {
        let runs = try CacheDirectory.folder("run", in: cache)
        let guardian = try excludeOtherRuns(runs)
        defer { withExtendedLifetime(guardian) {} }
        let seconds = Int(Date().timeIntervalSince1970)
        let path = "\(runs)/\(seconds)-\(String(UInt32.random(in: .min ... .max), radix: 16))"
        guard unsafe mkdir(path, 0o755) == 0 else {
            throw .system("cannot create \(path)", errno, code: .cannotCreate)
        }
        return HeldRunDirectory(
            directory: RunDirectory(path: path), lock: try FileLock(waitingFor: path + "/lock"))
    }

    /// Removes the directory with all in it, and the run's control groups.
    package consuming func remove() throws(BootProbeError) {
        _ = ControlGroups.remove(ofRun: directory.id)
        try TreeRemoval.remove(directory.id, in: (directory.path as NSString).deletingLastPathComponent)
    }

    /// Removes what runs left that ended without removing it, and returns a sentence for each.
    package static func sweepLeftovers(
        inCache cache: String = CacheDirectory.path
    ) throws(BootProbeError) -> [String] {
        let runs = try CacheDirectory.folder("run", in: cache)
        let guardian = try excludeOtherRuns(runs)
        defer { withExtendedLifetime(guardian) {} }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
        var removed: [String] = []
        for name in names.sorted() where name != guardianName {
            if try isAlive("\(runs)/\(name)") { continue }
            let groups = ControlGroups.remove(ofRun: name)
            try TreeRemoval.remove(name, in: runs)
            let also = groups.isEmpty ? "" : " and \(groups.count) control groups"
            removed.append("removed what run \(name) left: \(runs)/\(name)\(also)")
        }
        return removed
    }

    private static let guardianName = ".lock"

    /// Holds a lock that keeps a sweep from seeing a directory whose own lock is not taken yet.
    private static func excludeOtherRuns(_ runs: String) throws(BootProbeError) -> FileLock {
        try FileLock(waitingFor: "\(runs)/\(guardianName)")
    }

    private static func isAlive(_ run: String) throws(BootProbeError) -> Bool {
        let lock = try FileLock(ifFree: run + "/lock")
        return lock == nil
    }
}
