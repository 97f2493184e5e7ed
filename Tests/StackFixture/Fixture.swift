import BootProbe
import Foundation
import Glibc
import TestSupport
import VotingStack

/// What the tests of the live stack run inside a lab. Each command prints one line of JSON.
@main
enum Fixture {
    static func main() {
        do throws(BootProbeError) {
            // A tree is built with the host's network, of which a lab has none.
            _ = try Bench.tree()
            try Lab.enter { () throws(BootProbeError) in
                let (vote, result) = (try Lab.listenOnHost(port: 0), try Lab.listenOnHost(port: 0))
                unsafe setenv("FIXTURE_PAGES", "http://127.0.0.1:\(vote.port)/ http://127.0.0.1:\(result.port)/", 1)
                return ["vote": vote.descriptor, "result": result.descriptor]
            }
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("fixture: \(error)\n".utf8))
            exit(error.code.rawValue)
        }
    }

    private static func run(_ arguments: [String]) throws(BootProbeError) {
        guard arguments.count >= 2 else {
            throw BootProbeError(.usage, "expected a command and the folder of the stack")
        }
        let bench = try Bench(folder: arguments[1])
        // Here, because outside a lab of ordinary users its services' files are nobody's to remove.
        defer { try? FileSystem.remove(arguments[1]) }
        switch arguments[0] {
        case "faults": try faults(bench, arguments.dropFirst(2).map { UInt64($0) })
        case "interference": print(try Crowds(bench).run())
        case "live": print(try Live(bench).run())
        case "serve": try Serve(bench).run()
        case "worker": print(try WorkerRate(bench, votes: 100_000).run())
        case "workers": print(try WorkerRate(bench.with(workers: 3), votes: 20_000, orphans: 1500).run())
        default:
            throw BootProbeError(
                .usage, "expected faults, interference, live, serve, worker or workers, not \(arguments[0])")
        }
    }
}

extension Fixture {
    /// - Parameter numbers: How many faults, and the seed.
    private static func faults(_ bench: Bench, _ numbers: [UInt64?]) throws(BootProbeError) {
        guard numbers.count == 2, let count = numbers[0], let seed = numbers[1] else {
            throw BootProbeError(.usage, "expected a number of faults and a seed")
        }
        let outcome = try Faults(bench, FaultSchedule(count: Int(count), seed: seed), seed: seed).run()
        Bench.log(outcome.text)
        print(try Bench.line(outcome))
        guard outcome.isRight else { throw BootProbeError(.failed, "votes or services did not survive the faults") }
    }
}

/// A stack of processes on a small tree, and how votes get in and out of it.
struct Bench {
    let launcher: ProcessLauncher
    let stack: Stack
    let plan: StackPlan

    init(folder: String) throws(BootProbeError) {
        let launcher = try Self.launcher()
        let plan = StackPlan(
            tree: try Self.tree(), vote: try StackResources.image("vote"), result: try StackResources.image("result"),
            workerPath: StackResources.workerPath, folder: folder, voteListener: Lab.inherited("vote"),
            resultListener: Lab.inherited("result"))
        self.init(launcher: launcher, plan: plan)
    }

    /// The same with so many workers.
    func with(workers: Int) -> Bench {
        var plan = plan
        plan.workers = workers
        return Bench(launcher: launcher, plan: plan)
    }

    private init(launcher: ProcessLauncher, plan: StackPlan) {
        self.launcher = launcher
        self.plan = plan
        stack = Stack(plan, launcher: launcher, progress: Self.log)
    }

    static func log(_ message: String) { FileHandle.standardError.write(Data("\(message)\n".utf8)) }

    /// - Parameter gateway: Where the launched find the backing services.
    static func launcher(gateway: String = Lab.gateway) throws(BootProbeError) -> ProcessLauncher {
        ProcessLauncher(run: try Lab.runDirectory(), gateway: gateway) { recipe throws(BootProbeError) in
            try store.tree(recipe)
        }
    }

    private static let store = TreeStore(cacheDirectory: CacheDirectory.path)

    /// The tree of the services, built where it is missing.
    static func tree() throws(BootProbeError) -> TreeRecipe {
        guard let tree = try StackResources.image("vote").tree else {
            throw BootProbeError(.badInput, "the vote image has no tree")
        }
        _ = try store.tree(tree)
        return tree
    }

    /// One line of JSON.
    static func line(_ value: some Encodable) throws(BootProbeError) -> String {
        do { return String(decoding: try JSONEncoder().encode(value), as: UTF8.self) } catch {
            throw BootProbeError(.internalFault, "cannot encode", underlying: "\(error)")
        }
    }
}
