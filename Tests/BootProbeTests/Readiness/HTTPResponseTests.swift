import Testing

import BootProbe

@Suite struct HTTPResponseTests {
    /// Without header fields, which a test of their own reads.
    private func parse(_ text: String, ended: Bool = false) -> HTTPResponse.Parse {
        guard case .complete(var response) = HTTPResponse.parse(Array(text.utf8), ended: ended) else {
            return HTTPResponse.parse(Array(text.utf8), ended: ended)
        }
        response.fields = []
        return .complete(response)
    }

    private func complete(_ status: Int, _ body: String) -> HTTPResponse.Parse {
        .complete(HTTPResponse(status: status, body: Array(body.utf8)[...]))
    }

    @Test("a body with a length is complete at that length, and not before")
    func contentLength() {
        let head = "HTTP/1.1 200 OK\r\ncontent-LENGTH:  5\r\n\r\n"
        #expect(parse(head + "Hell") == .incomplete)
        #expect(parse(head + "Hello") == complete(200, "Hello"))
    }

    @Test("chunks are joined; extensions and trailers are ignored")
    func chunked() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(
            parse(head + "4;x=y\r\nCats\r\nA\r\n or Dogs!!\r\n0\r\nT: 1\r\n\r\n") == complete(200, "Cats or Dogs!!"))
    }

    @Test("a chunked response is incomplete at each of its prefixes")
    func chunkedPrefixes() {
        let whole = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nCats\r\n0\r\n\r\n".utf8)
        for count in whole.indices {
            #expect(HTTPResponse.parse(Array(whole[..<count]), ended: false) == .incomplete, "at \(count) bytes")
        }
    }

    @Test("without a length the end of the connection ends the body")
    func untilClose() {
        let text = "HTTP/1.0 200 OK\r\n\r\nbody"
        #expect(parse(text) == .incomplete)
        #expect(parse(text, ended: true) == complete(200, "body"))
    }

    @Test("informational responses are skipped")
    func informational() {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
        #expect(parse(text) == complete(204, ""))
    }

    @Test(
        "what is not HTTP is malformed at once",
        arguments: [
            "SSH-2.0-OpenSSH", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ])
    func malformed(_ text: String) {
        guard case .malformed = parse(text) else {
            Issue.record("accepted: \(text.debugDescription)")
            return
        }
    }
}
