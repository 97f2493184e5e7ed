import BootProbe
import CCurl

/// libcurl's multi interface over epoll: many transfers, one thread, work only for sockets that are ready.
@safe final class TransferLoop {
    private let multi: UnsafeMutableRawPointer
    private let poll: EventPoll
    /// When libcurl wants to be called even if no socket is ready.
    private var timer: HostInstant?
    private(set) var running = 0

    init() throws(BootProbeError) {
        poll = try EventPoll()
        guard let multi = unsafe curl_multi_init() else {
            throw BootProbeError(.operatingSystem, "libcurl cannot make a multi handle; is there memory left?")
        }
        unsafe self.multi = multi
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe bs_curl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        unsafe bs_curl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        unsafe bs_curl_multi_set_socket_callback(multi) { _, socket, action, context, _ in
            unsafe TransferLoop.from(context)?.watch(socket, action)
            return 0
        }
        unsafe bs_curl_multi_set_timer_callback(multi) { _, milliseconds, context in
            unsafe TransferLoop.from(context)?.setTimer(milliseconds)
            return 0
        }
    }

    deinit { unsafe curl_multi_cleanup(multi) }

    /// Begins a transfer: when it returns, the connection attempt has left.
    func add(_ transfer: VoteTransfer) {
        unsafe curl_multi_add_handle(multi, transfer.handle)
        running += 1
        act(on: CURL_SOCKET_TIMEOUT, 0)
    }

    /// Waits for sockets until `deadline` at the latest, moves their transfers on, and calls `onEnd` for each that
    /// ended; by then it can be used again.
    func run(until deadline: HostInstant, onEnd: (VoteTransfer, CURLcode) -> Void) {
        let wake = min(deadline, timer ?? deadline)
        poll.wait(nanoseconds: wake.nanoseconds - HostInstant.now.nanoseconds) { socket, readiness in
            var mask: Int32 = 0
            if readiness.contains(.readable) { mask |= CURL_CSELECT_IN }
            if readiness.contains(.writable) { mask |= CURL_CSELECT_OUT }
            if readiness.contains(.failed) { mask |= CURL_CSELECT_ERR }
            act(on: socket, mask)
        }
        if let timer, timer <= HostInstant.now {
            self.timer = nil
            act(on: CURL_SOCKET_TIMEOUT, 0)
        }
        collect(onEnd)
    }

    private func act(on socket: curl_socket_t, _ mask: Int32) {
        var active: Int32 = 0
        unsafe curl_multi_socket_action(multi, socket, mask, &active)
    }

    private func collect(_ onEnd: (VoteTransfer, CURLcode) -> Void) {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let handle = unsafe message.pointee.easy_handle else {
                continue
            }
            let result = unsafe message.pointee.data.result
            unsafe curl_multi_remove_handle(multi, handle)
            running -= 1
            unsafe onEnd(VoteTransfer.owner(of: handle), result)
        }
    }

    private func watch(_ socket: curl_socket_t, _ action: Int32) {
        switch action {
        case CURL_POLL_IN: poll.watch(socket, for: .readable)
        case CURL_POLL_OUT: poll.watch(socket, for: .writable)
        case CURL_POLL_INOUT: poll.watch(socket, for: [.readable, .writable])
        default: poll.watch(socket, for: [])
        }
    }

    private func setTimer(_ milliseconds: Int) {
        timer = milliseconds < 0 ? nil : HostInstant.now.advanced(bySeconds: Double(milliseconds) / 1000)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> TransferLoop? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
    }
}
