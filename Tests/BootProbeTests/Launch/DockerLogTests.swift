import BootProbe
import Testing

@Suite struct DockerLogTests {
    private func frame(_ kind: UInt8, _ text: String) -> [UInt8] {
        let count = text.utf8.count
        return [kind, 0, 0, 0, 0, 0, UInt8(count >> 8), UInt8(count & 255)] + Array(text.utf8)
    }

    @Test("frames of both streams are joined in order, whatever their length")
    func frames() {
        let long = String(repeating: "x", count: 300)
        let stream = frame(1, "out\n") + frame(2, long) + frame(1, "")
        #expect(DockerLog.text(of: stream) == Array(("out\n" + long).utf8))
    }

    @Test("a stream that was cut short gives what there is")
    func cutShort() {
        #expect(DockerLog.text(of: Array(frame(1, "hello").dropLast(2))) == Array("hel".utf8))
        #expect(DockerLog.text(of: [1, 0, 0]).isEmpty)
    }
}
