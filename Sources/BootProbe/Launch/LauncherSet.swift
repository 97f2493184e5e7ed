import Profiles

/// The launchers that this host offers for the images of a run, and why it does not offer others.
package struct LauncherSet: Sendable {
    /// A technology that was asked for and cannot be had here.
    package struct LeftOut: Codable, Sendable, Equatable {
        package var technology: Technology
        /// What is missing, and the remedy.
        package var reason: String
    }

    package let launchers: [any Launcher]
    package let leftOut: [LeftOut]

    package subscript(technology: Technology) -> (any Launcher)? { launchers.first { $0.technology == technology } }

    /// The launcher of `technology`.
    ///
    /// - Throws: `unavailable` with the reason why there is none.
    package func launcher(for technology: Technology) throws(BootProbeError) -> any Launcher {
        if let launcher = self[technology] { return launcher }
        let reason = leftOut.first { $0.technology == technology }?.reason ?? "the image does not offer it"
        throw BootProbeError(.unavailable, "cannot launch as \(technology.rawValue): \(reason)")
    }

    /// Ends what the launchers share: daemons, bridges.
    package func shutDown() {
        for launcher in launchers { launcher.shutDown() }
    }

    /// Makes what `images` need; to be called inside a lab.
    ///
    /// `notice` is told in a sentence where a launcher falls back to something less.
    ///
    /// A technology that the host lacks is left out with its reason, so that the others are still measured. Which
    /// accelerator runs guests is found out with a guest, which takes up to 10 s on a host's first time.
    ///
    /// - Parameters:
    ///   - guestPath: How guests are reached, `lab` or `userMode`; nil takes the lab's bridge where taps can be had.
    ///   - accelerator: What runs guests, untested; nil has it found out.
    package static func open(
        for images: [ImageManifest], technologies: Set<Technology>, run: RunDirectory, guestPath: NetworkPath? = nil,
        accelerator: Accelerator? = nil, cacheDirectory: String = CacheDirectory.path,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(BootProbeError) -> LauncherSet {
        let trees = TreeStore(cacheDirectory: cacheDirectory)
        let capabilities = Lab.capabilities()
        let path = guestPath ?? (capabilities.has(.taps) ? .lab : .userMode)
        var guests = GuestHosts(
            images: images, run: run, path: path, accelerator: accelerator, cacheDirectory: cacheDirectory,
            trees: trees)
        var launchers: [any Launcher] = []
        var leftOut: [LeftOut] = []
        // In the order of the declaration, so that results do not depend on a set's.
        for technology in Technology.allCases where technologies.contains(technology) {
            guard images.contains(where: { $0.variant(technology) != nil }) else { continue }
            if let lack = lack(of: technology, capabilities, path) {
                leftOut.append(LeftOut(technology: technology, reason: lack))
                continue
            }
            do throws(BootProbeError) {
                launchers.append(try launcher(technology, &guests, trees, run, notice))
                if technology.isGuest, path == .userMode, guestPath == nil {
                    notice(
                        "guests are reached by QEMU's user-mode network: \(capabilities.missing[.taps] ?? "no taps")")
                }
            } catch  where error.code == .unavailable {
                leftOut.append(LeftOut(technology: technology, reason: error.description))
            }
        }
        return LauncherSet(launchers: launchers, leftOut: leftOut)
    }

    private static func lack(
        of technology: Technology, _ capabilities: LabCapabilities, _ guestPath: NetworkPath
    ) -> String? {
        switch technology {
        case .process: nil
        case .container: capabilities.missing[.containers]
        case .vm, .microvm, .unikernel: guestPath == .lab ? capabilities.missing[.taps] : nil
        }
    }

    private static func launcher(
        _ technology: Technology, _ guests: inout GuestHosts, _ trees: TreeStore, _ run: RunDirectory,
        _ notice: @escaping @Sendable (String) -> Void
    ) throws(BootProbeError) -> any Launcher {
        switch technology {
        case .process: return ProcessLauncher(run: run) { recipe throws(BootProbeError) in try trees.tree(recipe) }
        case .container:
            return try ContainerLauncher(
                run: run, tree: { recipe throws(BootProbeError) in try trees.tree(recipe) }, notice: notice)
        case .vm, .microvm, .unikernel: return try guests.launcher(technology)
        }
    }
}
