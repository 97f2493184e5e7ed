import CCurl
import Glibc

/// A curl easy handle, with what it sends and receives.
@safe struct CurlTransfer: ~Copyable {
    /// Collects the response's body; curl holds a reference to it.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    // Thread-safe, and done once: curl_global_init(3).
    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    private let sink = Sink()
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var file: UnsafeMutablePointer<FILE>?

    private init(handle: UnsafeMutableRawPointer) { unsafe self.handle = unsafe handle }

    static func create() throws(BootProbeError) -> CurlTransfer {
        guard isInitialized, let handle = unsafe curl_easy_init() else {
            throw BootProbeError(.internalFault, "libcurl could not be initialized")
        }
        let transfer = unsafe CurlTransfer(handle: handle)
        try transfer.set(CURLOPT_NOSIGNAL, 1)
        try transfer.collectResponse()
        return transfer
    }

    private func collectResponse() throws(BootProbeError) {
        let append: bs_curl_data_callback = { data, size, count, context in
            let sink = unsafe Unmanaged<Sink>.fromOpaque(context!).takeUnretainedValue()
            unsafe sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: data, count: size * count))
            return size * count
        }
        try check(unsafe bs_curl_set_callback(handle, CURLOPT_WRITEFUNCTION, append))
        let context = unsafe Unmanaged.passUnretained(sink).toOpaque()
        try check(unsafe bs_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
        if let file = unsafe file { unsafe fclose(file) }
    }

    func set(_ option: CURLoption, _ value: Int) throws(BootProbeError) {
        try check(unsafe bs_curl_set_long(handle, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(BootProbeError) {
        try check(unsafe bs_curl_set_string(handle, option, value))
    }

    /// Makes the exchange a POST of `body`.
    ///
    /// - Parameter headers: lines of the request besides, such as `Cookie: a=b`.
    mutating func send(
        _ body: [UInt8], contentType: String, headers: [String] = []
    ) throws(BootProbeError) {
        try set(headers: ["Content-Type: \(contentType)"] + headers)
        try set(CURLOPT_POSTFIELDSIZE, body.count)
        // Copied, since the handle outlives the pointer.
        let copied = unsafe body.withUnsafeBytes { bytes in
            unsafe bs_curl_set_pointer(
                handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
        try check(copied)
        try set(CURLOPT_POST, 1)
    }

    /// Makes the exchange a POST of the file at `path`, which curl reads while it sends.
    mutating func sendFile(at path: String, contentType: String) throws(BootProbeError) {
        guard let file = unsafe fopen(path, "re") else { throw .system("cannot read \(path)", errno, code: .noInput) }
        unsafe self.file = unsafe file
        try set(headers: ["Content-Type: \(contentType)", "Transfer-Encoding: chunked"])
        try check(unsafe bs_curl_set_pointer(handle, CURLOPT_READDATA, file))
        try set(CURLOPT_POST, 1)
    }

    /// Performs the exchange; any HTTP status is a response.
    func perform() throws(BootProbeError) -> UnixSocketRequest.Response {
        try check(unsafe curl_easy_perform(handle))
        var status = 0
        try check(unsafe bs_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status))
        return UnixSocketRequest.Response(status: status, body: sink.bytes)
    }

    /// Adds lines to the request.
    mutating func set(headers lines: [String]) throws(BootProbeError) {
        // curl would wait a second for "100 Continue" before a large body.
        for line in lines + ["Expect:"] { unsafe headers = unsafe curl_slist_append(headers, line) }
        try check(unsafe bs_curl_set_list(handle, CURLOPT_HTTPHEADER, headers))
    }

    private func check(_ code: CURLcode) throws(BootProbeError) {
        guard code != CURLE_OK else { return }
        throw BootProbeError(.failed, unsafe String(cString: curl_easy_strerror(code)))
    }
}
