# The guest `beacon`: Swift without a runtime, for x86-64 without an operating system. Included by the root Makefile.

BEACON := .build/beacon/beacon.elf
BEACON_TARGET := x86_64-unknown-none-elf
BEACON_SWIFT := $(wildcard Guest/*.swift Guest/*/*.swift Sources/BeaconProtocol/*.swift Sources/BeaconProtocol/*/*.swift)
# The compiler that came with Swift: any host's can assemble for x86-64.
BEACON_CLANG = $(dir $(realpath $(shell command -v swiftc)))clang

.PHONY: beacon
beacon: $(BEACON) ## Build our own unikernel, .build/beacon/beacon.elf

# No heap, no stack protector, and small code; each function in a section, so that the linker drops what is not called.
BEACON_FLAGS := -target $(BEACON_TARGET) -swift-version 6 -warnings-as-errors -enable-experimental-feature Embedded \
	-wmo -Osize -parse-as-library -package-name BootScale -module-name Beacon -I Guest/Hardware -no-allocations \
	-Xfrontend -disable-stack-protector -Xfrontend -function-sections \
	-Xcc -ffreestanding -Xcc -mno-red-zone -Xcc -fno-stack-protector

$(BEACON): $(BEACON_SWIFT) $(wildcard Guest/*.S Guest/*.ld Guest/*.mk Guest/Hardware/*)
	@mkdir -p $(@D)
	swiftc $(BEACON_FLAGS) -module-cache-path $(@D)/modules -c $(BEACON_SWIFT) -o $(@D)/beacon.o
	$(BEACON_CLANG) -target $(BEACON_TARGET) -c Guest/Entry.S -o $(@D)/entry.o
	ld -m elf_x86_64 -static --gc-sections -n -T Guest/beacon.ld -o $(@D)/symbols.elf $(@D)/entry.o $(@D)/beacon.o
	objcopy --strip-all $(@D)/symbols.elf $@
