import CLinux

/// Both ends of a pipe, closed on exec.
struct PipeEnds: ~Copyable {
    let read: FileDescriptor
    let write: FileDescriptor

    init() throws(BootProbeError) {
        var ends: [Int32] = [-1, -1]
        _ = try checked(unsafe bs_pipe(&ends), "cannot create a pipe")
        read = FileDescriptor(owning: ends[0])
        write = FileDescriptor(owning: ends[1])
    }
}
