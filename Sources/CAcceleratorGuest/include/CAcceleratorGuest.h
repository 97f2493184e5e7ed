#pragma once
// The guest of `Guest.S`, and the lines that it writes to QEMU's debug port, in their order.
#define BS_GUEST_ENTERED "bootscale: 32-bit code runs"
#define BS_GUEST_LONG_MODE "bootscale: 64-bit code runs"
#define BS_GUEST_ARITHMETIC "bootscale: 64-bit arithmetic is right"
#define BS_GUEST_PASSED "bootscale: SSE is right"

/// What isa-debug-exit makes QEMU's exit status of when the guest has passed: 2 · 0x10 + 1.
#define BS_GUEST_PASSED_STATUS 33

#ifndef __ASSEMBLER__
#include <stddef.h>

extern const unsigned char bs_guest_start[], bs_guest_end[];

/// The first byte of the guest's ELF file.
static inline const unsigned char *bs_guest_bytes(void) { return bs_guest_start; }

/// 0 where this program was built for another architecture than x86-64.
static inline size_t bs_guest_size(void) { return (size_t)(bs_guest_end - bs_guest_start); }
#endif
