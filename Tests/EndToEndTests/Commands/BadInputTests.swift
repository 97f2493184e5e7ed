import BootProbe
import Foundation
import Testing
import TestSupport

/// A command line that is wrong, and how it is answered.
struct BadInput: CustomTestStringConvertible {
    var command: String
    /// As in sysexits(3).
    var status: BootProbeError.Code
    /// Parts of the one message.
    var says: [String]

    init(_ command: String, _ status: BootProbeError.Code, _ says: String...) {
        self.command = command
        self.status = status
        self.says = says
    }

    var testDescription: String { command }
}

@Suite("Wrong input")
struct BadInputTests {
    @Test(
        "to bootprobe is told in one message, and nothing is launched or written",
        arguments: [
            BadInput("measure", .usage, "<manifests>"),
            BadInput("measure good.yaml --trials many", .usage, "--trials", "many"),
            BadInput("measure good.yaml --technology spaceship", .usage, "--technology", "spaceship"),
            BadInput("measure missing.yaml", .noInput, "missing.yaml"),
            BadInput("measure .", .noInput, "."),
            BadInput("measure port.yaml", .badInput, "port.yaml:3: port:", "1 to 65535"),
            BadInput("measure misspelt.yaml", .badInput, "misspelt.yaml:2: comand:", "`command`"),
            BadInput("measure syntax.yaml", .badInput, "syntax.yaml:", "not YAML"),
            BadInput("measure good.yaml good.yaml", .badInput, "good.yaml: name:"),
            BadInput("measure good.yaml --technology vm", .badInput, "good.yaml: technologies: vm"),
            BadInput("measure good.yaml --database text.sqlite", .badInput, "text.sqlite"),
            BadInput("measure good.yaml --database no/folder/p.sqlite", .cannotCreate, "no/folder/p.sqlite"),
            BadInput("doctor --format xml", .usage, "--format", "xml"),
            BadInput("throughput good.yaml --limit 0", .usage, "--limit"),
            BadInput("throughput missing.yaml", .noInput, "missing.yaml"),
            BadInput("throughput good.yaml", .badInput, "good.yaml: throughput:", "--tool"),
            BadInput("throughput good.yaml --tool hey", .usage, "--tool", "hey"),
            BadInput("throughput good.yaml --tool wrk", .badInput, "good.yaml", "--tool redis-benchmark"),
            BadInput("import pods missing.json", .noInput, "missing.json"),
            BadInput("import pods bad.json", .badInput, "bad.json: not JSON"),
            BadInput("import pods trace.csv --image ../page", .usage, "--image", "../page"),
            BadInput("import lambda trace.csv", .usage, "--image"),
            BadInput("import lambda trace.csv --image page", .badInput, "trace.csv: holds no report"),
            BadInput("import csv trace.csv --image page --technology vm", .badInput, "trace.csv:1:", "--column"),
            BadInput("import csv . --image page --technology vm", .noInput, "not a regular file"),
            BadInput("fit", .noInput, "probe.sqlite"),
            BadInput("fit --campaign newest", .usage, "--campaign", "newest"),
            BadInput("fit --database text.sqlite", .badInput, "text.sqlite"),
            BadInput("fit --database empty.sqlite", .badInput, "empty.sqlite", "no campaign"),
            BadInput("export", .noInput, "probe.sqlite"),
            BadInput("ledger", .usage, "<image>"),
            BadInput("ledger vote --technology spaceship", .usage, "--technology", "spaceship"),
            BadInput("ledger vote --database text.sqlite", .badInput, "text.sqlite"),
            BadInput("ledger vote --database empty.sqlite", .badInput, "empty.sqlite", "no campaign"),
            BadInput("export --format xml", .usage, "--format", "xml"),
            BadInput("export --database text.sqlite", .badInput, "text.sqlite"),
            BadInput("export --database empty.sqlite --campaign 7", .badInput, "empty.sqlite", "no campaign 7"),
            BadInput("weigh", .usage, "weigh"),
        ])
    func bootprobe(input: BadInput) throws { try check("bootprobe", input) }

    @Test(
        "to scalesim is told in one message, and nothing is launched or written",
        arguments: [
            BadInput("run", .usage, "<scenario>"),
            BadInput("run crowd.yaml --replications 0", .usage, "--replications"),
            BadInput("run crowd.yaml --threads 0", .usage, "--threads"),
            BadInput("run missing.yaml", .noInput, "missing.yaml"),
            BadInput("run crowd.yaml --output no/folder/x.json", .cannotCreate, "no/folder/x.json"),
            BadInput("run crowd.yaml --output .", .cannotCreate, ".: cannot be written", "directory"),
            BadInput("run crowd.yaml --requests no/folder/r.csv", .cannotCreate, "no/folder/r.csv"),
            BadInput("run crowd.yaml --requests -", .usage, "--requests", "--output"),
            BadInput("compare crowd.yaml --vary service.replicas=1,2 --output no/x", .cannotCreate, "no/x"),
            BadInput("theory --output no/x", .cannotCreate, "no/x"),
            BadInput("run misspelt-scenario.yaml", .badInput, "misspelt-scenario.yaml:6: service.replica:"),
            BadInput("run no-trace.yaml", .noInput, "gone.csv"),
            BadInput("run bad-trace.yaml", .badInput, "bad.csv:3:"),
            BadInput("run no-profile.yaml", .noInput, "gone.json"),
            BadInput("trace describe missing.log", .noInput, "missing.log"),
            BadInput("trace describe bad.csv", .badInput, "bad.csv:3:"),
            BadInput("trace describe bad.csv --input-format csv", .usage, "--input-format", "csv"),
            BadInput("trace convert trace.csv", .usage, "<output>"),
            BadInput("trace convert trace.csv x.csv --to rates --step 1", .usage, "--step", "1"),
            BadInput("trace convert trace.csv no/folder/x.csv --to rates", .cannotCreate, "no/folder/x.csv"),
            BadInput("trace generate poisson:{}", .badInput, "the model"),
            BadInput("trace generate trace:x", .badInput, "the model"),
            BadInput("run bad-profile.yaml", .badInput, "bad.json"),
            BadInput("run bootless.yaml", .badInput, "bootless.yaml:5: service.profile:", "boot times"),
            BadInput("run bad-policy.yaml", .badInput, "bad-hpa.yaml:11: spec.maxReplicas:"),
            BadInput("validate", .usage, "<scenario>"),
            BadInput("validate missing.yaml", .noInput, "missing.yaml"),
            BadInput("validate bad-trace.yaml", .badInput, "bad.csv:3:"),
            BadInput("validate users.yaml --output out", .badInput, "users.yaml:2: users:", "traffic"),
            BadInput("validate crowd.yaml --output page.json/out", .cannotCreate, "page.json/out"),
            BadInput("validate crowd.yaml --paper", .usage, "--paper"),
            BadInput(
                "validate crowd.yaml --output out --python gone/python", .unavailable, "gone/python", "make setup"),
            BadInput("validate crowd.yaml --technology rocket", .usage, "--technology", "rocket"),
            BadInput("stack up --replicas 0", .usage, "--replicas"),
            BadInput("stack up --technology unikernel", .usage, "--technology", "takes no votes"),
            BadInput("stack up --vote-port 99999", .usage, "--vote-port", "99999"),
            BadInput("paper --trials many", .usage, "--trials", "many"),
            BadInput("paper --technologies unikernel", .usage, "--technologies", "microvm"),
            BadInput("paper --ab-requests 3", .usage, "--ab-requests", "100"),
            BadInput("paper --redis-requests 3", .usage, "--redis-requests", "1000"),
            BadInput("paper --images gone", .noInput, "gone"),
            BadInput("paper --images .", .badInput, "bad-hpa.yaml:1: apiVersion"),
            BadInput("bench --requests 0", .usage, "--requests", "1 to"),
            BadInput("bench --cases warp", .usage, "--cases", "warp"),
            BadInput("bench --cases billion", .usage, "billion", "--full"),
            BadInput("demo --trials many", .usage, "--trials", "many"),
            BadInput("demo --technologies unikernel", .usage, "--technologies", "process"),
            BadInput("demo --trace gone.csv", .noInput, "gone.csv"),
            BadInput("demo --trace bad.csv", .badInput, "bad.csv:3:"),
            BadInput("demo --trace trace.csv --python gone/python", .unavailable, "gone/python", "make setup"),
        ])
    func scalesim(input: BadInput) throws { try check("scalesim", input) }

    @Test("scalesim runs the scenario from which the wrong ones are made")
    func right() throws {
        let files = try InputFiles()
        let result = try ProductCommand.run(["scalesim", "run", "crowd.yaml"], in: files.folder.path)
        #expect(result.status == 0, "\(result.errors)")
    }

    private func check(_ program: String, _ input: BadInput) throws {
        let files = try InputFiles()
        let before = try files.snapshot()
        let words = input.command.split(separator: " ").map(String.init)
        let result = try ProductCommand.run([program] + words, in: files.folder.path, cache: files.cache, seconds: 30)
        #expect(result.status == input.status.rawValue, "\(result.errors)")
        #expect(result.output == "")
        for part in input.says { #expect(result.errors.contains(part)) }
        // A wrong command line is told by the parser, with a reminder of the usage.
        let start = input.status == .usage ? "Error: " : "\(program): "
        #expect(result.errors.hasPrefix(start), "\(result.errors)")
        #expect(input.status == .usage || result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        #expect(try files.snapshot() == before)
    }
}
