import CCurl

/// One HTTP exchange over a Unix socket.
struct UnixSocketRequest {
    enum Method: String {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    enum Body {
        case none
        case json([UInt8])
        /// A tar archive, sent as it is read.
        case archive(path: String)
    }

    struct Response {
        var status: Int
        var body: [UInt8]
    }

    var socketPath: String
    var method: Method
    /// Path and query, percent-encoded.
    var target: String
    var body: Body
    /// For the whole exchange.
    var timeoutSeconds: Double

    /// Performs the exchange on the calling thread.
    ///
    /// - Throws: `failed` with curl's reason where no response came, `noInput` where the archive cannot be read.
    func perform() throws(BootProbeError) -> Response {
        var transfer = try CurlTransfer.create()
        try transfer.set(CURLOPT_UNIX_SOCKET_PATH, socketPath)
        // The host is not looked up: the socket stands for it.
        try transfer.set(CURLOPT_URL, "http://localhost\(target)")
        try transfer.set(CURLOPT_TIMEOUT_MS, Int((timeoutSeconds * 1000).rounded(.up)))
        switch body {
        case .none: if method == .post { try transfer.send([], contentType: "application/json") }
        case .json(let bytes): try transfer.send(bytes, contentType: "application/json")
        case .archive(let path): try transfer.sendFile(at: path, contentType: "application/x-tar")
        }
        try transfer.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        do throws(BootProbeError) {
            return try transfer.perform()
        } catch {
            throw BootProbeError(
                .failed, "\(method.rawValue) \(target) on \(socketPath) had no response", underlying: error.message)
        }
    }
}
