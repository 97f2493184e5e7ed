/// Brings the page cache into the state that trials of one image ask for, and says how far that worked.
package final class PageCacheControl {
    /// How much of the working set must be resident before a warm trial; what is missing is read first.
    private static let warmShare = 0.99

    private var workingSet: WorkingSet?

    package init() {}

    var isDiscovered: Bool { workingSet != nil }

    /// Drops all files in `paths`, so that only what the next launch reads is found by `discover`: all of an image may be
    /// resident, such as one that was just built.
    package func prepareDiscovery(_ paths: [String]) throws(BootProbeError) { try WorkingSet.evict(paths) }

    /// To be called after the first launch of an image with the files and folders that it may have read.
    package func discover(_ paths: [String]) { workingSet = WorkingSet(residentIn: paths) }

    /// Leaves out of the working set what cannot be dropped because other processes of the host use it too, such as the
    /// C library. To be called when no instance of the image runs.
    package func leaveOutPinned() throws(BootProbeError) {
        guard let set = workingSet else { return }
        try set.evict()
        workingSet = set.withoutResident()
        // As it was found.
        try set.load()
    }

    /// Empties or fills the cache, and returns the share of the working set that is resident then; nil where that
    /// cannot be told, because no launch was seen yet or the files are another user's.
    package func establish(_ state: LaunchCondition.Cache) throws(BootProbeError) -> Double? {
        guard let set = workingSet else { return nil }
        switch state {
        case .cold: try set.evict()
        case .warm:
            let share = set.residentShare
            guard let share, share < Self.warmShare else { return share }
            try set.load()
        }
        return set.residentShare
    }
}
