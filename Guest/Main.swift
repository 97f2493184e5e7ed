import Hardware

/// Entered once by `Entry.S`, in 64-bit mode on the boot stack, interrupts off.
@_cdecl("beacon_main")
func main(_ startInformation: UInt) {
    Console.write("beacon: kernel\n")
}

@_cdecl("beacon_exception")
func exception(_ number: UInt64, _ address: UInt64) {
    Console.write("beacon: FATAL\n")
}
