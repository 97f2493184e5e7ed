import BootProbe
import Foundation
import Testing
import TestSupport

@Suite("Pods of Kubernetes")
struct KubernetesPodsTests {
    static let fixture = Repository.file("Tests/BootProbeTests/Fixtures/pods.json")

    @Test("pods of one application and image are read together, each with the interval that whole seconds leave")
    func fixture() throws {
        let imported = try KubernetesPods.read(contentsOf: Self.fixture)
        #expect(imported.map(\.image) == ["vote", "redis", "migrate-28971"])
        let vote = imported[0]
        #expect(vote.technology == .container)
        #expect(vote.source.contains("registry.example.com:5000/shop/vote:1.4.2"))
        #expect(
            vote.trials.map(\.outcome) == [
                .answered(lower: 6, upper: 8), .answered(lower: 7, upper: 9), .answered(lower: 0, upper: 1),
                // Unschedulable since 90 s, seen as such at the newest stamp of the file, 400 s.
                .censored(after: 309),
                .failed(
                    reason:
                        "ImagePullBackOff: Back-off pulling image \"registry.example.com:5000/shop/vote:1.4.2\""),
                .censored(after: 299),
            ])
        #expect(vote.leftOut.map(\.count) == [1, 1])
        #expect(vote.leftOut[0].reason.contains("restarted") && vote.leftOut[1].reason.contains("no longer ready"))
        #expect(vote.trials[0].startedAt == (try Date("2026-03-02T09:30:00Z", strategy: .iso8601)))
        #expect(imported[2].trials.isEmpty && imported[2].leftOut[0].reason.contains("job"))
    }

    @Test("the conditions on the way are phases, as intervals")
    func phases() throws {
        let first = try KubernetesPods.read(contentsOf: Self.fixture)[0].trials[0]
        #expect(first.phases.map(\.name) == ["scheduled", "initialised", "containers ready", "ready"])
        #expect(first.phases.map(\.lower) == [0, 0, 6, 6])
        #expect(first.phases.map(\.upper) == [1, 2, 8, 8])
    }

    /// A pod created at 09:30:00 and ready 5 s later.
    static let pod = """
        {"kind": "Pod", "metadata": {"name": "a", "creationTimestamp": "2026-03-02T09:30:00Z"},
         "spec": {"containers": [{"image": "nginx"}]},
         "status": {"phase": "Running",
          "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-03-02T09:30:05Z"}],
          "containerStatuses": [{"restartCount": 0, "state": {"running": {"startedAt": "2026-03-02T09:30:02Z"}}}]}}
        """

    static func parse(_ text: String, image: String? = nil) throws -> [ImportedTrials] {
        try KubernetesPods.parse(Data(text.utf8), file: "pods.json", image: image)
    }

    @Test("a single pod, a List and a PodList without kinds are read alike")
    func lists() throws {
        let item = Self.pod.replacing("\"kind\": \"Pod\", ", with: "")
        for text in [
            Self.pod, "{\"kind\": \"List\", \"items\": [\(Self.pod)]}", "{\"kind\": \"PodList\", \"items\": [\(item)]}",
        ] {
            let imported = try Self.parse(text)
            #expect(imported.map(\.image) == ["nginx"])
            #expect(imported[0].trials.map(\.outcome) == [.answered(lower: 4, upper: 6)])
        }
    }

    @Test(
        "a pod whose stamps do not tell its first readiness is left out with the reason",
        arguments: [
            ("09:30:05Z", "09:29:59Z", "clocks"), ("\"restartCount\": 0", "\"restartCount\": 3", "restarted"),
            ("09:30:02Z", "09:31:00Z", "started after"), ("\"True\"", "\"Unknown\"", "does not report"),
            (", \"lastTransitionTime\": \"2026-03-02T09:30:05Z\"", "", "not said since when"),
            ("\"True\"", "\"False\"", "no longer ready"), ("Running", "Succeeded", "4–6"),
            (
                "\"2026-03-02T09:30:00Z\"",
                "\"2026-03-02T09:30:00Z\", \"deletionTimestamp\": \"2026-03-02T09:40:00Z\"", "4–6"
            ),
        ])
    func leftOut(original: String, change: String, reason: String) throws {
        let text = Self.pod.replacing(original, with: change)
        try #require(text != Self.pod)
        let imported = try Self.parse(text)
        if reason == "4–6" {
            #expect(imported[0].trials.map(\.outcome) == [.answered(lower: 4, upper: 6)])
        } else {
            #expect(imported[0].trials.isEmpty)
            #expect(imported[0].leftOut.map(\.count) == [1])
            #expect(imported[0].leftOut.first?.reason.contains(reason) == true)
        }
    }

    @Test("a pod that was never ready is no trial where nothing tells how long it has waited")
    func nothingTold() throws {
        let text = #"""
            {"kind": "Pod", "metadata": {"name": "a", "creationTimestamp": "2026-03-02T09:30:00Z"},
             "spec": {"containers": []}}
            """#
        #expect(try Self.parse(text)[0].leftOut.first?.reason.contains("nothing tells") == true)
    }

    @Test("a pod that failed before it was ready is a failed row with the kubelet's reason")
    func failed() throws {
        let text = Self.pod.replacing("Running", with: "Failed").replacing("\"True\"", with: "\"False\"")
            .replacing("09:30:05Z", with: "09:30:01Z")
            .replacing(
                "{\"running\": {\"startedAt\": \"2026-03-02T09:30:02Z\"}}",
                with: """
                    {"terminated": {"startedAt": "2026-03-02T09:30:02Z", "exitCode": 137, "reason": "OOMKilled"}}
                    """)
        #expect(try Self.parse(text)[0].trials.map(\.outcome) == [.failed(reason: "failed: OOMKilled, exit code 137")])
    }

    @Test("images of one application get names of their own, and --image must be unambiguous")
    func names() throws {
        func pod(_ image: String, app: String? = nil) -> String {
            let labels = app.map { "\"labels\": {\"app\": \"\($0)\"}, " } ?? ""
            return Self.pod.replacing("nginx", with: image).replacing("\"name\"", with: "\(labels)\"name\"")
        }
        let text = """
            {"kind": "List", "items": [\(pod("r/vote:1.0", app: "Vote")), \(pod("r/vote:2.0", app: "Vote")),
             \(pod("vote-1-0")), \(pod("../../etc/$(reboot)", app: "../../etc")), \(pod("", app: "Größe"))]}
            """
        let imported = try Self.parse(text)
        #expect(imported.map(\.image) == ["vote-1-0", "vote-2-0", "vote-1-0-2", "etc", "gr-e"])
        let error = #expect(throws: BootProbeError.self) { try Self.parse(text, image: "vote") }
        #expect(error?.description.contains("pods of one image, here are 5: Vote, image r/vote:1.0 (1)") == true)
        #expect(try Self.parse(Self.pod, image: "page")[0].image == "page")
    }

    @Test(
        "a mistake is told with file and field",
        arguments: [
            ("\"containers\"", "\"container\"", "spec: the key `containers` is missing"),
            ("\"Pod\"", "\"Deployment\"", "kind: expected a List of pods or a Pod, found `Deployment`"),
            ("\"2026-03-02T09:30:00Z\"", "5", "metadata.creationTimestamp: "),
            ("2026-03-02T09:30:00Z", "yesterday", "metadata.creationTimestamp: expected a time such as"),
            ("2026-03-02T09:30:02Z", "99999999999999999999-01-01T00:00:00Z", "startedAt: expected a time such as"),
            ("2026-03-02T09:30:05Z", "2026-13-41T29:71:99Z", "conditions[0].lastTransitionTime: expected a time"),
            ("\"restartCount\": 0", "\"restartCount\": 1e999", "not JSON"),
            ("nginx", "\\u\",\n\"x", "not JSON"),
            ("\"restartCount\": 0", "\"restartCount\": \"0\"", "status.containerStatuses[0].restartCount: "),
            ("[{\"image\"", "{{\"image\"", "not JSON"), ("{\"image\": \"nginx\"}", "7", "spec.containers[0]: "),
        ])
    func mistakes(original: String, mistake: String, fragment: String) throws {
        let text = Self.pod.replacing(original, with: mistake)
        try #require(text != Self.pod)
        let error = #expect(throws: BootProbeError.self) { try Self.parse(text) }
        #expect(error?.code == .badInput)
        let message = error?.description ?? ""
        #expect(message.hasPrefix("pods.json: ") && message.contains(fragment), "\(message)")
        #expect(!message.contains("\n"))
    }

    @Test("no prefix of a file crashes the reader, nor deep nesting, nor an empty list")
    func hostile() throws {
        for length in 0..<Self.pod.utf8.count {
            #expect(throws: BootProbeError.self) { try Self.parse(String(Self.pod.prefix(length))) }
        }
        for deep in ["[", "{\"kind\":"].map({ String(repeating: $0, count: 200_000) }) {
            #expect(throws: BootProbeError.self) { try Self.parse(deep) }
        }
        let nested = "{\"kind\": \"List\", \"items\": " + String(repeating: "[", count: 100_000)
        #expect(throws: BootProbeError.self) { try Self.parse(nested) }
        #expect(throws: BootProbeError.self) { try Self.parse("{\"kind\": \"List\", \"items\": []}") }
    }
}
