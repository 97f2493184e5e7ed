extension BootOptions {
    package static func parse(_ line: Bytes) throws(BootOptionsError) -> BootOptions {
        var options = BootOptions()
        var seen: UInt8 = 0
        var start = 0
        while start < line.count {
            let end = line.firstIndex(of: 0x20, from: start) ?? line.count
            if end > start, let reason = options.read(line.part(start, count: end - start), &seen) {
                throw BootOptionsError(reason: reason, word: start..<end)
            }
            start = end + 1
        }
        guard options.address.rawValue != 0 else {
            throw BootOptionsError(reason: "expected address=A.B.C.D/PREFIX", word: 0..<0)
        }
        return options
    }

    /// All that may be given, each once.
    private enum Option: UInt8 {
        case address
        case gateway
        case port
        case delay
        case service
        case seed
        case console
    }

    /// What is wrong with the word, if anything.
    private mutating func read(_ word: Bytes, _ seen: inout UInt8) -> StaticString? {
        guard let equals = word.firstIndex(of: UInt8(ascii: "=")) else { return "expected NAME=VALUE" }
        let name = word.part(0, count: equals)
        let value = word.from(equals + 1)
        if name.isEqual(to: "virtio_mmio.device") { return readDevice(value) }
        guard let option = Self.option(name) else { return "unknown option" }
        let bit: UInt8 = 1 << option.rawValue
        guard seen & bit == 0 else { return "given twice" }
        seen |= bit
        return set(option, to: value)
    }

    private static func option(_ name: Bytes) -> Option? {
        if name.isEqual(to: "address") { return .address }
        if name.isEqual(to: "gateway") { return .gateway }
        if name.isEqual(to: "port") { return .port }
        if name.isEqual(to: "delay_ms") { return .delay }
        if name.isEqual(to: "service_us") { return .service }
        if name.isEqual(to: "seed") { return .seed }
        return name.isEqual(to: "console") ? .console : nil
    }

    /// What was expected, where the value is something else.
    private mutating func set(_ option: Option, to value: Bytes) -> StaticString? {
        switch option {
        case .address: return setAddress(value) ? nil : "expected a host's A.B.C.D/PREFIX, PREFIX from 1 to 31"
        case .gateway:
            guard let address = IPv4Address(value), address.isUnicast else { return "expected a host's A.B.C.D" }
            gateway = address
        case .port:
            guard let number = value.decimal(limit: 65_535), number > 0 else { return "expected 1 to 65535" }
            port = UInt16(number)
        case .seed:
            guard let number = value.decimal(limit: .max) else { return "expected at most 18 digits" }
            seed = UInt64(number)
        case .console:
            guard value.isEqual(to: "serial") else { return "expected serial" }
            usesSerialConsole = true
        default:
            guard let time = TimeDistribution(value) else {
                return "expected N, uniform:LOW:HIGH, exponential:MEAN or lognormal:MEDIAN:SIGMA"
            }
            if option == .delay { delayMilliseconds = time } else { serviceMicroseconds = time }
        }
        return nil
    }

    private mutating func setAddress(_ value: Bytes) -> Bool {
        guard let slash = value.firstIndex(of: UInt8(ascii: "/")),
            let host = IPv4Address(value.part(0, count: slash)), host.isUnicast,
            let length = value.from(slash + 1).decimal(limit: 31), length > 0
        else { return false }
        address = host
        prefixLength = length
        return true
    }

    /// As Linux reads it: Documentation/admin-guide/kernel-parameters.txt, virtio_mmio.device.
    private mutating func readDevice(_ value: Bytes) -> StaticString? {
        guard let at = value.firstIndex(of: UInt8(ascii: "@")),
            let colon = value.firstIndex(of: UInt8(ascii: ":"), from: at),
            let base = Self.address(value.part(at + 1, count: colon - at - 1))
        else { return "expected SIZE@BASE:IRQ" }
        let rest = value.from(colon + 1)
        let end = rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.count
        guard let interrupt = rest.part(0, count: end).decimal(limit: 47) else {
            return "expected an interrupt line from 0 to 47"
        }
        guard deviceCount < Self.devicesMax else { return "too many devices" }
        devices[deviceCount] = MMIODevice(base: base, interrupt: UInt32(interrupt))
        deviceCount += 1
        return nil
    }

    /// A hexadecimal address in the first 4 GiB, in whole words.
    private static func address(_ text: Bytes) -> UInt64? {
        guard text.hasPrefix("0x"), text.count > 2, text.count <= 10 else { return nil }
        var value: UInt64 = 0
        for index in 2..<text.count {
            let byte = text[index].asciiLowercase
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt64(byte - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(byte - 0x57)
            default: return nil
            }
        }
        return value & 3 == 0 ? value : nil
    }
}
