import BootProbe
import Testing

@Suite("Which load runs an image gets")
struct LoadSelectionTests {
    private static let web = ManifestTests.minimal.replacing("{contains: [hi]}", with: "{path: /health}")
    private static let redis = ManifestTests.minimal.replacing("{http: {contains: [hi]}}", with: "resp")
    private static let runs = """

        throughput:
          - ab: {connections: 20, requests: 200}
          - wrk: {connections: 4, duration: 2s}
          - ab: {connections: 1, requests: 100}
        """

    private func image(_ text: String) throws -> ImageManifest { try ImageManifest.parse(text, file: "hello.yaml") }

    @Test(
        "those of the manifest that the tools are named of, in the order of the tools",
        arguments: [
            ([], [20, 4, 1]), ([.apacheBench], [20, 1]), ([.wrk], [4]), ([.wrk, .apacheBench, .wrk], [4, 20, 1]),
        ] as [([ThroughputPlan.Tool], [Int])])
    func own(tools: [ThroughputPlan.Tool], connections: [Int]) throws {
        #expect(try image(Self.web + Self.runs).loaded(by: tools).throughput.map(\.connections) == connections)
    }

    @Test("the paper's where the manifest has none, for what the readiness rule asks")
    func standard() throws {
        let web = try image(Self.web).loaded(by: [.apacheBench, .wrk]).throughput
        #expect(web.map(\.connections) == [100, 100] && web.map(\.target) == ["/health", "/health"])
        #expect(web[0].requests > 0 && web[1].seconds > 0)
        let paced = try image(Self.web).loaded(by: [.paced]).throughput
        #expect(paced.map(\.target) == ["/health"] && paced[0].rate > 0)
        let redis = try image(Self.redis).loaded(by: [.redisBenchmark]).throughput
        #expect(redis.map(\.connections) == [10] && redis.map(\.pipeline) == [10])
    }

    @Test("a run of the manifest is taken whatever the readiness rule asks")
    func ownBeforeRule() throws {
        let text = Self.redis + Self.runs
        #expect(try image(text).loaded(by: [.apacheBench]).throughput.count == 2)
    }

    @Test(
        "a tool that cannot load an image is an error with the remedy",
        arguments: [
            (web, .redisBenchmark, "--tool ab or wrk or paced"), (redis, .wrk, "--tool redis-benchmark"),
            (redis, .apacheBench, "--tool redis-benchmark"),
            (web.replacing("{http: {path: /health}}", with: "{tcp: }"), .wrk, "add a run of wrk"),
        ] as [(String, ThroughputPlan.Tool, String)])
    func refused(text: String, tool: ThroughputPlan.Tool, remedy: String) throws {
        let image = try image(text)
        let error = #expect(throws: BootProbeError.self) { try image.loaded(by: [tool]) }
        #expect(error?.code == .badInput)
        for part in ["hello.yaml", "hello cannot be loaded by \(tool.rawValue)", remedy] {
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
    }

    @Test("an image without load runs is an error that says what to do, not nothing")
    func nothing() throws {
        let image = try image(Self.web)
        let error = #expect(throws: BootProbeError.self) { try image.loaded(by: []) }
        #expect(error?.message.contains("--tool") == true && error?.message.contains("hello.yaml: throughput") == true)
    }
}
