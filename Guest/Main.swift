import Hardware

/// Entered once by `Entry.S`, in 64-bit mode on the boot stack, interrupts off.
@_cdecl("beacon_main")
func main(_ startInformation: UInt) {
    Machine.announce(.kernel)
    guard Arithmetic.isRight else { Power.fail("this processor computes wrongly") }
    LocalAPIC.start()
    var clock = Clock()
    let start = StartInformation(address: startInformation)
    guard start.hasMemory(from: address_of_image(), to: Memory.end) else { Power.fail("too little memory") }
    let options = readOptions(start.commandLine)
    var memory = Memory()
    let device = findDevice(options, &memory)
    clock.calibrate()
    var machine = Machine(device, clock)
    machine.reach(.networkUp)
    serve(options, &machine, address: device.macAddress, memory: memory.take(NetworkStack.memorySize))
}

private func readOptions(_ line: Bytes) -> BootOptions {
    do {
        let options = try BootOptions.parse(line)
        if options.usesSerialConsole {
            Console.useSerial()
            Console.catchUp("beacon: kernel\n")
        }
        return options
    } catch {
        // Nobody knows whether the wrong line would have asked for it, and a port that is not there takes no harm.
        Console.useSerial()
        Console.write("beacon: FATAL: command line: ")
        if !error.word.isEmpty {
            Console.write(line.part(error.word.lowerBound, count: error.word.count))
            Console.write(": ")
        }
        Console.write(error.reason)
        Console.write("\n")
        Power.fail()
    }
}

private func findDevice(_ options: BootOptions, _ memory: inout Memory) -> NetworkDevice {
    let start = memory.takeAddress(NetworkDevice.memorySize, alignment: 4096)
    if let transport = VirtIOMMIO.find(options) { return NetworkDevice(transport, memory: start) }
    if let transport = VirtIOPCI.find() { return NetworkDevice(transport, memory: start) }
    Power.fail("no virtio network device")
}

/// Until somebody asks for the end.
private func serve(
    _ options: BootOptions, _ machine: inout Machine, address: MACAddress, memory: Bytes
) -> Never {
    var stack = NetworkStack(macAddress: address, options: options, secret: time_stamp_counter(), memory: memory)
    stack.announce(on: &machine)
    let opensAt = machine.now + options.bootDelay
    while true {
        if !stack.isListening, machine.now >= opensAt { stack.listen(on: &machine) }
        let isBusy = machine.receiveFrames(&stack)
        stack.advance(on: &machine)
        machine.flush()
        if machine.now >= stack.powersOffAt { Power.off() }
        if !isBusy { machine.sleep(until: stack.isListening ? stack.nextDeadline : min(opensAt, stack.nextDeadline)) }
    }
}

/// Called by `Entry.S`: the number is the vector, the address that of the instruction.
@_cdecl("beacon_exception")
func exception(_ number: UInt64, _ address: UInt64) {
    Console.write("beacon: FATAL: exception ")
    Console.write(number, base: 10)
    Console.write(" at 0x")
    Console.write(address, base: 16)
    Console.write("\n")
    Power.fail()
}
