// A guest that tells whether an accelerator really runs guests. The whole ELF file is data of this program, so that no
// assembler, linker or boot loader is needed where it is used.
//
// QEMU enters it by the PVH note in 32-bit protected mode without paging (xen/docs/misc/pvh.pandoc, "Direct boot"). It
// sets up paging, enters 64-bit mode, computes with integers and with SSE2, and writes a line to the debug port after
// each step whose result was right. An exception finds no handler and resets the machine, which ends it.

#include "CAcceleratorGuest.h"

// Where the file is loaded, and what it uses behind its own bytes: all in the first 2 MiB, which one large page maps.
#define LOAD 0x100000
#define TABLES 0x110000
#define SCRATCH 0x114000
#define STACK 0x120000
#define SIZE (STACK - LOAD)

// The guest's address of a label, for 32-bit code; 64-bit code is addressed relative to itself.
#define AT(label) (LOAD + (label) - bs_guest_start)

#define DEBUG_PORT 0xe9
#define EXIT_PORT 0xf4

#define CODE_SEGMENT 8
#define DATA_SEGMENT 16

// A section of its own: Swift's objects mark theirs of the name .rodata as writable, and with them all that is linked.
    .section bootscale_guest, "a", %progbits
    .globl bs_guest_start
    .globl bs_guest_end
    .balign 16
bs_guest_start:
#if defined(__x86_64__)

// ELF64 header: little-endian, executable, x86-64, two program headers (System V ABI, "ELF Header").
    .byte 0x7f
    .ascii "ELF"
    .byte 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
    .short 2, 62
    .long 1
    .quad AT(enter), headers - bs_guest_start, 0
    .long 0
    .short 64, 56, 2, 0, 0, 0

headers:
// PT_LOAD: the file and the memory behind it, readable, writable and executable.
    .long 1, 7
    .quad 0, LOAD, LOAD, bs_guest_end - bs_guest_start, SIZE, 4096
// PT_NOTE.
    .long 4, 4
    .quad note - bs_guest_start, AT(note), AT(note), note_end - note, note_end - note, 4

// XEN_ELFNOTE_PHYS32_ENTRY: the entry in 32-bit protected mode.
    .balign 4
note:
    .long 4, 8, 18
    .asciz "Xen"
    .quad AT(enter)
note_end:

    .code32
enter:
    cld
    movl $STACK, %esp
    movl $AT(entered), %esi
    call print

// Three empty tables, then one entry in each: the last maps the first 2 MiB to themselves.
    movl $TABLES, %edi
    xorl %eax, %eax
    movl $(3 * 4096 / 4), %ecx
    rep stosl
    movl $(TABLES + 0x1003), TABLES
    movl $(TABLES + 0x2003), TABLES + 0x1000
    movl $0x83, TABLES + 0x2000

// CR4: PAE, OSFXSR and OSXMMEXCPT, the latter two for SSE.
    movl %cr4, %eax
    orl $0x620, %eax
    movl %eax, %cr4
    movl $TABLES, %eax
    movl %eax, %cr3
// EFER: long mode.
    movl $0xc0000080, %ecx
    rdmsr
    orl $0x100, %eax
    wrmsr
// CR0: paging, MP and PE on, EM off.
    movl %cr0, %eax
    andl $~4, %eax
    orl $0x80000003, %eax
    movl %eax, %cr0
    lgdtl AT(table_pointer)
    ljmpl $CODE_SEGMENT, $AT(long_mode)

    .code64
long_mode:
    movl $DATA_SEGMENT, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    leaq in_long_mode(%rip), %rsi
    call print

// A product of 128 bits, and its division back.
    movabsq $0x9e3779b97f4a7c15, %rbx
    movabsq $0xbf58476d1ce4e5b9, %rcx
    movq %rbx, %rax
    mulq %rcx
    movabsq $0x7641f3080ff92329, %r8
    cmpq %r8, %rdx
    jne stop
    divq %rcx
    cmpq %rbx, %rax
    jne stop
    testq %rdx, %rdx
    jne stop

// The sum, rotated at each step, of the first thousand numbers of SplitMix64 (Steele et al., OOPSLA 2014).
    xorl %r9d, %r9d
    xorl %r10d, %r10d
    movabsq $0x94d049bb133111eb, %rdi
    movl $1000, %esi
mix:
    addq %rbx, %r9
    movq %r9, %rax
    movq %rax, %rdx
    shrq $30, %rdx
    xorq %rdx, %rax
    imulq %rcx, %rax
    movq %rax, %rdx
    shrq $27, %rdx
    xorq %rdx, %rax
    imulq %rdi, %rax
    movq %rax, %rdx
    shrq $31, %rdx
    xorq %rdx, %rax
    addq %rax, %r10
    rolq $7, %r10
    decl %esi
    jnz mix
    movabsq $0x1ea2ec2cad454c21, %r8
    cmpq %r8, %r10
    jne stop
    leaq arithmetic(%rip), %rsi
    call print

// Four squares in single precision, stored and loaded again.
    movaps numbers(%rip), %xmm0
    mulps %xmm0, %xmm0
    movaps %xmm0, SCRATCH
    movups SCRATCH, %xmm1
    pcmpeqd squares(%rip), %xmm1
    pmovmskb %xmm1, %eax
    cmpl $0xffff, %eax
    jne stop
// The root of 2^62 in double precision.
    movabsq $(1 << 62), %rax
    cvtsi2sdq %rax, %xmm2
    sqrtsd %xmm2, %xmm2
    cvttsd2siq %xmm2, %rax
    movl $0x80000000, %edx
    cmpq %rdx, %rax
    jne stop
    leaq passed(%rip), %rsi
    call print
    movl $(BS_GUEST_PASSED_STATUS / 2), %eax
    jmp exit

stop:
    movl $1, %eax
exit:
    movw $EXIT_PORT, %dx
    outl %eax, %dx
halt:
    hlt
    jmp halt

// Writes the text at ESI or RSI, which ends with a zero, to the debug port. These instructions are the same bytes in
// 32-bit and in 64-bit mode.
print:
    movw $DEBUG_PORT, %dx
next:
    lodsb
    testb %al, %al
    jz printed
    outb %al, %dx
    jmp next
printed:
    ret

    .balign 16
numbers:
    .float 1.5, -2, 3, 4
squares:
    .float 2.25, 4, 9, 16
// Flat segments: none, 64-bit code, data.
    .balign 8
table:
    .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
table_pointer:
    .short table_pointer - table - 1
    .long AT(table)

entered:
    .ascii BS_GUEST_ENTERED
    .asciz "\n"
in_long_mode:
    .ascii BS_GUEST_LONG_MODE
    .asciz "\n"
arithmetic:
    .ascii BS_GUEST_ARITHMETIC
    .asciz "\n"
passed:
    .ascii BS_GUEST_PASSED
    .asciz "\n"
#endif
bs_guest_end:

#if defined(__linux__)
    .section .note.GNU-stack, "", %progbits
#endif
