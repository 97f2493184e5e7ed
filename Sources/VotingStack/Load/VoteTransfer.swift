import BootProbe
import CCurl

/// One reusable libcurl transfer that posts a vote on a fresh connection, as a new voter does. Used by one thread.
@safe final class VoteTransfer {
    let handle: UnsafeMutableRawPointer
    /// Index of the request in the plan.
    private(set) var request = 0
    private let headers: UnsafeMutablePointer<curl_slist>?
    private let secret: VoterSecret?
    private let takesVotes: Bool

    private static let initialised: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Parameter timeoutSeconds: after which a request has failed.
    init(to target: VotePage, timeoutSeconds: Double) throws(BootProbeError) {
        guard Self.initialised, let handle = unsafe curl_easy_init() else {
            throw BootProbeError(.operatingSystem, "libcurl cannot make a transfer; is there memory left?")
        }
        unsafe self.handle = handle
        secret = target.secret
        takesVotes = target.takesVotes
        // "Expect:" keeps libcurl from asking before it sends a body.
        let list = unsafe curl_slist_append(nil, "Connection: close")
        unsafe headers = unsafe curl_slist_append(list, "Expect:")
        configure(target, timeoutSeconds)
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
    }

    private func configure(_ target: VotePage, _ timeoutSeconds: Double) {
        let milliseconds = Int((timeoutSeconds * 1000).rounded(.up))
        unsafe bs_curl_set_string(handle, CURLOPT_URL, "http://\(target.endpoint)\(target.path)")
        // The load goes where the plan says, whatever proxy the environment names.
        unsafe bs_curl_set_string(handle, CURLOPT_PROXY, "")
        unsafe bs_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        unsafe bs_curl_set_long(handle, CURLOPT_FRESH_CONNECT, 1)
        unsafe bs_curl_set_long(handle, CURLOPT_FORBID_REUSE, 1)
        unsafe bs_curl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds)
        unsafe bs_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
        unsafe bs_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
        unsafe bs_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
        unsafe bs_curl_set_pointer(handle, CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Makes this the transfer of request `index`.
    func prepare(_ index: Int, _ ballot: Ballot) {
        request = index
        guard takesVotes else { return }
        unsafe bs_curl_set_string(handle, CURLOPT_COPYPOSTFIELDS, "vote=\(ballot.option)")
        let cookie = secret?.cookie(of: ballot.voterID) ?? ballot.voterID
        unsafe bs_curl_set_string(handle, CURLOPT_COOKIE, "voter_id=\(cookie)")
    }

    /// Status of the last answer; 0 where none came.
    var status: Int {
        var status = 0
        unsafe bs_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// The transfer that `handle` belongs to.
    static func owner(of handle: UnsafeMutableRawPointer) -> VoteTransfer {
        var pointer: UnsafeMutableRawPointer?
        unsafe bs_curl_get_pointer(handle, CURLINFO_PRIVATE, &pointer)
        guard let pointer = unsafe pointer else { preconditionFailure("a transfer without its owner") }
        return unsafe Unmanaged<VoteTransfer>.fromOpaque(pointer).takeUnretainedValue()
    }
}

extension RequestRecord {
    mutating func end(at now: Double, _ result: CURLcode, status: Int) {
        done = now
        self.status = status
        outcome = TransferOutcome(result, status: status)
    }
}

extension TransferOutcome {
    /// What libcurl's result and the status of the answer amount to.
    init(_ result: CURLcode, status: Int) {
        self =
            switch result {
            case CURLE_OK: status == 200 ? .answered : .badStatus
            case CURLE_COULDNT_CONNECT: .connectionRefused
            case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: .connectionLost
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            default: .other
            }
    }
}
