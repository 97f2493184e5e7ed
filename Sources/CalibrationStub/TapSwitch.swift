import CLinux
import Glibc

/// Carries frames between two taps, in the place of a hypervisor: as little as a path over taps can cost.
struct TapSwitch {
    private let taps: [Int32]

    /// nil where one of the taps cannot be had.
    init?(_ first: String, _ second: String) {
        taps = unsafe [bs_attach_tap(first), bs_attach_tap(second)]
        if taps.contains(where: { $0 < 0 }) { return nil }
    }

    func run() -> Never {
        bs_wake_on_time()
        var frame = [UInt8](repeating: 0, count: 1 << 17)
        while true {
            var polled = taps.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            _ = unsafe bs_poll(&polled, polled.count, 3_600_000_000_000)
            for (source, destination) in [(taps[0], taps[1]), (taps[1], taps[0])] {
                while true {
                    let count = unsafe read(source, &frame, frame.count)
                    if count <= 0 { break }
                    // A full queue drops frames, as any network does.
                    _ = unsafe write(destination, frame, count)
                }
            }
        }
    }
}
