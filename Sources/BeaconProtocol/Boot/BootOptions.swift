/// What the kernel command line says. The grammar, words being separated by spaces:
///
///     address=A.B.C.D/PREFIX        the guest's address; required
///     gateway=A.B.C.D               noted only: all answers go back through the neighbour that asked
///     port=N                        where HTTP and RESP are served; 8080
///     delay_ms=TIME                 how long the boot is drawn out before connections are accepted; 0
///     service_us=TIME               how long the processor is busy with each request, by its own time; 0
///     seed=N                        of what is drawn; 0
///     console=serial                lines go to the first serial port too
///     virtio_mmio.device=SIZE@BASE:IRQ[:ID]   as QEMU appends it, a device each
///
/// A TIME is `N`, `uniform:LOW:HIGH`, `exponential:MEAN` or `lognormal:MEDIAN:SIGMA`.
package struct BootOptions {
    package static let devicesMax = 32

    package var address = IPv4Address(rawValue: 0)
    package var prefixLength = 0
    package var gateway: IPv4Address?
    package var port: UInt16 = 8080
    package var delayMilliseconds = TimeDistribution.fixed(0)
    package var serviceMicroseconds = TimeDistribution.fixed(0)
    package var seed: UInt64 = 0
    package var usesSerialConsole = false
    package var devices = InlineArray<32, MMIODevice>(repeating: MMIODevice(base: 0, interrupt: 0))
    package var deviceCount = 0

    package init() {}

    /// The artificial delay of this boot.
    package var bootDelay: Nanoseconds {
        var generator = SplitMix64(seed: seed, stream: .bootDelay)
        let delay = delayMilliseconds.draw(using: &generator)
        return TimeDistribution.nanoseconds(delay, unit: 1_000_000, max: 3_600_000_000_000)
    }
}

/// Where a device's registers are, and the interrupt line that it pulls.
package struct MMIODevice: Equatable, Sendable {
    package var base: UInt64
    package var interrupt: UInt32

    package init(base: UInt64, interrupt: UInt32) {
        self.base = base
        self.interrupt = interrupt
    }
}

/// What is wrong with the command line.
package struct BootOptionsError: Error {
    package let reason: StaticString
    /// The word that is wrong: where it is in the command line; empty where one is missing.
    package let word: Range<Int>
}
