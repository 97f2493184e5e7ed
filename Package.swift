// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hdrHistogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "BootScale",
    products: [
        .library(name: "Profiles", targets: ["Profiles"]),
        .library(name: "BootProbe", targets: ["BootProbe"]),
        .library(name: "ScaleSim", targets: ["ScaleSim"]),
        .executable(name: "bootprobe", targets: ["BootProbeCommand"]),
        .executable(name: "bootprobe-stub", targets: ["CalibrationStub"]),
        .executable(name: "scalesim", targets: ["ScaleSimCommand"]),
        .executable(name: "voting-worker", targets: ["VotingWorker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
        .systemLibrary(name: "CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CLinux"),
        .target(name: "BeaconProtocol", swiftSettings: strict),

        .target(name: "Profiles", swiftSettings: strict),
        .target(name: "UserInput", dependencies: [yams], swiftSettings: strict),
        .target(
            name: "BootProbe",
            dependencies: [
                "Profiles", "UserInput", "CGSL", "CLibvirt", "CCurl", "CLinux", grdb,
            ],
            resources: [.copy("Report/Resources")],
            swiftSettings: strict),
        .target(
            name: "ScaleSim",
            dependencies: ["Profiles", "UserInput", hdrHistogram],
            resources: [.copy("Resources")],
            swiftSettings: strict),
        .target(
            name: "VotingStack",
            dependencies: [
                "Profiles", "BootProbe", "ScaleSim", "CCurl", "CLinux", "CHiredis", "CPostgreSQL", hdrHistogram,
            ],
            resources: [.copy("Resources")],
            swiftSettings: strict),
        .executableTarget(
            name: "BootProbeCommand", dependencies: ["Profiles", "UserInput", "BootProbe", argumentParser],
            swiftSettings: strict),
        .executableTarget(name: "CalibrationStub", dependencies: ["CLinux"], swiftSettings: strict),
        .executableTarget(
            name: "ScaleSimCommand",
            dependencies: ["ScaleSim", "BootProbe", "VotingStack", "Profiles", argumentParser],
            swiftSettings: strict),
        .executableTarget(
            name: "VotingWorker", dependencies: ["CHiredis", "CPostgreSQL", argumentParser],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["BeaconProtocol", "BootProbe", "Profiles"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "BeaconProtocolTests", dependencies: ["BeaconProtocol", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "BeaconGuestTests", dependencies: ["BootProbe", "CLinux", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "ProfilesTests", dependencies: ["Profiles"], swiftSettings: strict),
        .executableTarget(
            name: "LabFixture", dependencies: ["BootProbe", "CLinux", "Profiles", "TestSupport"],
            path: "Tests/LabFixture",
            swiftSettings: strict),
        .testTarget(
            name: "BootProbeTests", dependencies: ["BootProbe", "CLinux", "LabFixture", "TestSupport", grdb],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .executableTarget(
            name: "StatisticsBenchmark", dependencies: ["BootProbe", "Profiles", "TestSupport"],
            path: "Tests/StatisticsBenchmark", swiftSettings: strict),
        .executableTarget(
            name: "ProbeBenchmark", dependencies: ["BootProbe", "CalibrationStub", "Profiles"],
            path: "Tests/ProbeBenchmark", swiftSettings: strict),
        .executableTarget(
            name: "LoadBenchmark", dependencies: ["BootProbe", "CLinux", "ScaleSim", "VotingStack"],
            path: "Tests/LoadBenchmark", swiftSettings: strict),
        .testTarget(
            name: "ScaleSimTests", dependencies: ["ScaleSim", "Profiles", "UserInput", hdrHistogram],
            swiftSettings: strict),
        .executableTarget(
            name: "StackFixture",
            dependencies: [
                "BootProbe", "CLinux", "Profiles", "ScaleSim", "TestSupport", "VotingStack",
            ],
            path: "Tests/StackFixture", swiftSettings: strict),
        .testTarget(
            name: "VotingStackTests", dependencies: ["VotingStack", "VotingWorker", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Profiles", "BootProbe", "CLinux", "ScaleSim", "VotingStack", "LabFixture", "StackFixture",
                "TestSupport",
                "CalibrationStub", grdb,
            ],
            swiftSettings: strict),
    ]
)

// Has no main function of its own: `swift build --sanitize fuzzer` links libFuzzer's, as `make fuzz` does.
if Context.environment["BOOTSCALE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "ReaderFuzzer", dependencies: ["BootProbe", "BeaconProtocol", "ScaleSim", "TestSupport"],
            path: "Fuzz/ReaderFuzzer",
            swiftSettings: strict))
}
