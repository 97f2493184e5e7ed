#pragma once
// Instructions that Swift has no words for, and what `Entry.S` defines.
#include <stdint.h>

static inline void port_write8(uint16_t port, uint8_t value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
static inline void port_write16(uint16_t port, uint16_t value) { __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port)); }
static inline void port_write32(uint16_t port, uint32_t value) { __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port)); }

static inline uint8_t port_read8(uint16_t port) {
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint32_t port_read32(uint16_t port) {
    uint32_t value;
    __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint8_t memory_read8(uintptr_t address) { return *(volatile uint8_t *)address; }
static inline uint16_t memory_read16(uintptr_t address) { return *(volatile uint16_t *)address; }
static inline uint32_t memory_read32(uintptr_t address) { return *(volatile uint32_t *)address; }
static inline uint64_t memory_read64(uintptr_t address) { return *(volatile uint64_t *)address; }
static inline void memory_write8(uintptr_t address, uint8_t value) { *(volatile uint8_t *)address = value; }
static inline void memory_write16(uintptr_t address, uint16_t value) { *(volatile uint16_t *)address = value; }
static inline void memory_write32(uintptr_t address, uint32_t value) { *(volatile uint32_t *)address = value; }
static inline void memory_write64(uintptr_t address, uint64_t value) { *(volatile uint64_t *)address = value; }

/// Everything written before is seen by the device before what is read or written after (virtio 1.1, 2.6.13).
static inline void memory_barrier(void) { __asm__ volatile("mfence" : : : "memory"); }

/// What eases the wait of a loop for the processor's other thread (Intel SDM, PAUSE).
static inline void processor_pause(void) { __asm__ volatile("pause" : : : "memory"); }

/// The time-stamp counter, read once all loads before it are done.
static inline uint64_t time_stamp_counter(void) {
    uint32_t low, high;
    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

/// `value`, of which the compiler forgets that it is a constant.
static inline uint64_t unknown(uint64_t value) {
    __asm__ volatile("" : "+r"(value));
    return value;
}

/// Has the processor read changed tables anew.
static inline void page_table_reload(void) {
    uint64_t table;
    __asm__ volatile("movq %%cr3, %0; movq %0, %%cr3" : "=r"(table) : : "memory");
}

static inline void processor_stop(void) {
    for (;;) __asm__ volatile("cli; hlt");
}

void beacon_idle(void);
void beacon_triple_fault(void);

extern unsigned char beacon_page_table[], beacon_spare_tables[];
extern unsigned char enter[], beacon_memory[];

static inline uintptr_t address_of_page_table(void) { return (uintptr_t)beacon_page_table; }
/// Four empty tables.
static inline uintptr_t address_of_spare_tables(void) { return (uintptr_t)beacon_spare_tables; }
static inline uintptr_t address_of_image(void) { return (uintptr_t)enter; }

/// The memory that nothing of the image uses.
static inline uintptr_t address_of_memory(void) { return (uintptr_t)beacon_memory; }
