/// The answer to a request, as bytes.
enum HTTPAnswer {
    private static let headMax = 320
    private static let bodyMax = 96
    /// The most that an answer takes.
    static let sizeMax = headMax + bodyMax

    /// - Returns: how many bytes of `output` were written.
    static func write(_ request: HTTPRequest, address: IPv4Address, to output: Bytes) -> Int {
        let status: HTTPStatus = if case .failure(let status) = request.action { status } else { .ok }
        var body = ByteWriter(output.part(headMax, count: bodyMax))
        writeBody(request.action, address, to: &body)
        var head = ByteWriter(output.part(0, count: headMax))
        head.write("HTTP/1.1 ")
        head.write(decimal: UInt64(status.rawValue))
        head.write(" ")
        head.write(status.reason)
        head.write("\r\nServer: beacon\r\nContent-Type: text/plain\r\nContent-Length: ")
        head.write(decimal: UInt64(body.count))
        if status == .methodNotAllowed { head.write("\r\nAllow: GET, HEAD") }
        if !request.keepsConnection {
            head.write("\r\nConnection: close")
        } else if request.isVersion10 {
            head.write("\r\nConnection: keep-alive")
        }
        head.write("\r\n\r\n")
        if request.isHead { return head.count }
        output.copy(body.written, to: head.count)
        return head.count + body.count
    }

    private static func writeBody(_ action: HTTPRequest.Action, _ address: IPv4Address, to body: inout ByteWriter) {
        switch action {
        case .identity:
            body.write("beacon ")
            body.write(BeaconVersion.text)
            body.write(" ")
            body.write(address)
        case .work(let microseconds):
            body.write("worked ")
            body.write(decimal: UInt64(microseconds))
            body.write(" us")
        case .wait(let microseconds):
            body.write("waited ")
            body.write(decimal: UInt64(microseconds))
            body.write(" us")
        case .powerOff: body.write("off")
        case .failure(let status): body.write(status.reason)
        }
        body.write("\n")
    }
}

/// What the guest says of itself.
package enum BeaconVersion {
    package static var text: StaticString { "1.0" }
}
