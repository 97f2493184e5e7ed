import BootProbe
import Foundation
import Glibc
import Profiles

/// Launches of the test's page inside a lab: `<technology> <count> [<fatal text>]`.
struct LaunchScenario {
    private let technology: Technology
    private let count: Int
    private let page: TestPage

    init(_ arguments: [String]) throws(BootProbeError) {
        guard (2...3).contains(arguments.count), let technology = Technology(rawValue: arguments[0]),
            let count = Int(arguments[1])
        else { throw BootProbeError(.usage, "expected process|container <count> [<text>]") }
        page = TestPage(cache: CacheDirectory.path, fatal: Array(arguments.dropFirst(2)))
        self.technology = technology
        self.count = count
    }

    /// Launches and destroys one after another, and prints a line of JSON for each.
    func run() throws(BootProbeError) {
        let image = try enterLab()
        let launcher = try preparedLauncher(of: image)
        for number in 0..<count {
            let launch = try launcher.timedLaunch(image, as: InstanceID(number: number))
            let report = LaunchReport(launch)
            let destroying = HostInstant.now
            try launch.instance.destroy()
            Fixture.say(report.line(destroySeconds: HostInstant.now.seconds(since: destroying)), to: .standardOutput)
        }
        launcher.shutDown()
    }

    /// Launches, prints the run's folder, and waits to be killed.
    func hold() throws(BootProbeError) {
        let image = try enterLab()
        let launcher = try preparedLauncher(of: image)
        var instances: [any Instance] = []
        for number in 0..<count {
            instances.append(try launcher.timedLaunch(image, as: InstanceID(number: number)).instance)
        }
        Fixture.say(try Lab.runDirectory().path, to: .standardOutput)
        while true { sleep(1000) }
    }

    /// Builds the tree before, since Debian's packages come from the network, which a lab does not have.
    private func enterLab() throws(BootProbeError) -> ImageManifest {
        let image = try page.image()
        try Lab.enter { () throws(BootProbeError) in
            if let recipe = image.tree { _ = try page.store.tree(recipe) }
            return [:]
        }
        return image
    }

    private func preparedLauncher(of image: ImageManifest) throws(BootProbeError) -> any Launcher {
        let run = try Lab.runDirectory()
        let store = page.store
        let tree: @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree = { recipe throws(BootProbeError) in
            try store.tree(recipe)
        }
        let launcher: any Launcher =
            technology == .container
            ? try ContainerLauncher(run: run, tree: tree) { Fixture.say($0, to: .standardError) }
            : ProcessLauncher(run: run, tree: tree)
        try launcher.prepare(image)
        return launcher
    }
}
