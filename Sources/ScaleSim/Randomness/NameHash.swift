/// FNV-1a, 64 bits (Fowler, Noll, Vo): a number that a name has on every machine and in every run.
package enum NameHash {
    package static func of(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
