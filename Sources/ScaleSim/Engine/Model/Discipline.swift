/// How a replica divides its capacity among its requests.
public enum Discipline: Sendable, Equatable {
    /// Each of the profile's servers works on one request at a time.
    case firstComeFirstServed
    /// All requests at once share `cpus` CPUs equally, each using one at most.
    case processorSharing(cpus: Double)
}
