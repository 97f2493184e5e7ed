import CLinux
import Glibc

/// Carries frames between two taps, in the place of a hypervisor: as little as a path over taps can cost.
///
/// The far tap's kernel takes a frame and queues its reply within the call that hands the frame over, so that the stub's own
/// thread can do both and no time goes into waking another.
struct TapSwitch {
    /// The path's tap first, the stub's own second.
    let descriptors: [Int32]
    private var frame = [UInt8](repeating: 0, count: 1 << 17)

    /// Takes the tap `near`, enters the network namespace at the path `namespace` for good, and takes the tap `far` there;
    /// nil where that is not possible.
    init?(near: String, namespace: String, far: String) {
        let outside = unsafe bs_attach_tap(near)
        guard outside >= 0, unsafe bs_enter_network(namespace) >= 0 else { return nil }
        descriptors = unsafe [outside, bs_attach_tap(far)]
        if descriptors[1] < 0 { return nil }
    }

    /// Carries what waits on either side; false where nothing did.
    mutating func carry() -> Bool {
        var carried = false
        for (source, destination) in [(0, 1), (1, 0)] {
            while true {
                let count = unsafe read(descriptors[source], &frame, frame.count)
                if count <= 0 { break }
                // A full queue drops frames, as any network does.
                _ = unsafe write(descriptors[destination], frame, count)
                carried = true
            }
        }
        return carried
    }
}
