import BeaconProtocol
import Testing

@Suite struct BootOptionsTests {
    @Test("a full command line is read, with the devices that QEMU appends")
    func full() throws {
        let options = try BootOptions.of(
            "address=10.77.0.5/16 gateway=10.77.0.1  port=80 delay_ms=uniform:10:30 service_us=12.5 seed=7 "
                + "console=serial virtio_mmio.device=512@0xfeb00e00:12 virtio_mmio.device=512@0xFEB00c00:11:3")
        #expect(options.address.rawValue == 0x0a4d_0005)
        #expect(options.prefixLength == 16)
        #expect(options.gateway?.rawValue == 0x0a4d_0001)
        #expect(options.port == 80)
        #expect(options.delayMilliseconds == .uniform(low: 10, high: 30))
        #expect(options.serviceMicroseconds == .fixed(12.5))
        #expect(options.seed == 7)
        #expect(options.usesSerialConsole)
        #expect(options.deviceCount == 2)
        #expect(options.devices[0] == MMIODevice(base: 0xfeb0_0e00, interrupt: 12))
        #expect(options.devices[1] == MMIODevice(base: 0xfeb0_0c00, interrupt: 11))
    }

    @Test("what is not given has its default")
    func defaults() throws {
        let options = try BootOptions.of("address=10.77.0.5/16")
        #expect(options.port == 8080)
        #expect(options.bootDelay == 0)
        #expect(!options.usesSerialConsole)
    }

    @Test(
        "a wrong word is named",
        arguments: [
            ("", ""), ("port=80", ""), ("address=10.77.0.5", "address=10.77.0.5"),
            ("address=10.77.0.256/16", "address=10.77.0.256/16"), ("address=127.0.0.1/8", "address=127.0.0.1/8"),
            ("address=10.77.0.5/32", "address=10.77.0.5/32"), ("address=10.77.0.5/16 quiet", "quiet"),
            ("address=10.77.0.5/16 prot=80", "prot=80"), ("address=10.77.0.5/16 port=0", "port=0"),
            ("address=10.77.0.5/16 port=65536", "port=65536"), ("address=10.77.0.5/16 port=8 port=8", "port=8"),
            ("address=10.77.0.5/16 delay_ms=-1", "delay_ms=-1"), ("address=10.77.0.5/16 delay_ms=", "delay_ms="),
            ("address=10.77.0.5/16 delay_ms=uniform:3:2", "delay_ms=uniform:3:2"),
            ("address=10.77.0.5/16 delay_ms=uniform:3", "delay_ms=uniform:3"),
            ("address=10.77.0.5/16 delay_ms=normal:3:1", "delay_ms=normal:3:1"),
            ("address=10.77.0.5/16 delay_ms=exponential:3:1", "delay_ms=exponential:3:1"),
            ("address=10.77.0.5/16 console=vga", "console=vga"), ("address=1.2.3.4/8 seed=x", "seed=x"),
            ("address=1.2.3.4/8 virtio_mmio.device=512@0xfeb00e01:5", "virtio_mmio.device=512@0xfeb00e01:5"),
            ("address=1.2.3.4/8 virtio_mmio.device=512:5", "virtio_mmio.device=512:5"),
        ])
    func wrong(line: String, word: String) {
        let error = #expect(throws: BootOptionsError.self) { try BootOptions.of(line) }
        let utf8 = Array(line.utf8)
        #expect(error.map { String(decoding: utf8[$0.word], as: UTF8.self) } == word)
    }
}
