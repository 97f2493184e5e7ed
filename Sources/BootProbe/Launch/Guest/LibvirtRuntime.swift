import CLibvirt
import Foundation

/// libvirt in this process: initialised once, its event loop on a thread of its own, its messages kept from stderr.
enum LibvirtRuntime {
    /// Throws `unavailable` where libvirt cannot start.
    static func start() throws(BootProbeError) { try started.get() }

    private static let started: Result<Void, BootProbeError> = {
        keepQuiet()
        guard virInitialize() == 0, virEventRegisterDefaultImpl() == 0 else {
            return .failure(BootProbeError(.unavailable, "libvirt cannot start", underlying: lastMessage()))
        }
        let loop = Thread {
            // An iteration fails only where poll(2) does; the next one tries again.
            while true { if virEventRunDefaultImpl() < 0 { usleep(10_000) } }
        }
        loop.name = "libvirt events"
        loop.start()
        return .success(())
    }()

    /// To be called before anything else of libvirt's: warnings and failures are printed by default, and failures are
    /// thrown by us.
    static func keepQuiet() {
        unsafe setenv("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null", 0)
        unsafe virSetErrorFunc(nil) { _, _ in }
    }

    /// libvirt's error of the calling thread, copied before the next call replaces it.
    static func lastMessage() -> String? {
        guard let error = unsafe virGetLastError(), let message = unsafe error.pointee.message else { return nil }
        return unsafe String(cString: message)
    }

    static var lastCode: Int32 {
        guard let error = unsafe virGetLastError() else { return 0 }
        return unsafe error.pointee.code
    }
}
