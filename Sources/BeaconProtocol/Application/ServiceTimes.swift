/// How long the processor is busy with each request, drawn one after the other.
struct ServiceTimes {
    private let microseconds: TimeDistribution
    private var generator: SplitMix64

    init(_ options: BootOptions) {
        microseconds = options.serviceMicroseconds
        generator = SplitMix64(seed: options.seed, stream: .service)
    }

    mutating func next() -> Nanoseconds {
        TimeDistribution.nanoseconds(microseconds.draw(using: &generator), unit: 1_000, max: 60_000_000_000)
    }
}
