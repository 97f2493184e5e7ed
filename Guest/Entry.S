// Where the guest begins: QEMU enters by the PVH note in 32-bit protected mode without paging, EBX pointing to the start
// information (xen/docs/misc/pvh.pandoc, "Direct boot"). From there to 64-bit mode with SSE, an interrupt table and a
// stack, and into Swift. The memory functions that the compiler calls are here too.

#define CODE_SEGMENT 8
#define DATA_SEGMENT 16

// Intel SDM volume 3, 11.4.1: the local APIC's end-of-interrupt register at its default address.
#define APIC_END_OF_INTERRUPT 0xfee000b0

#define EXCEPTIONS 32
#define VECTORS 256

// XEN_ELFNOTE_PHYS32_ENTRY.
    .section .note.pvh, "a", %note
    .balign 4
    .long 4, 4, 18
    .asciz "Xen"
    .long enter

    .section .text.entry, "ax", %progbits
    .code32
    .globl enter
enter:
    cld
    movl %ebx, %ebp
// What the loader left behind the file's own bytes is unknown.
    movl $bss_start, %edi
    movl $bss_end, %ecx
    subl %edi, %ecx
    shrl $2, %ecx
    xorl %eax, %eax
    rep stosl

// The first 4 GiB are mapped to themselves in pages of 2 MiB: four directories under one table.
    movl $page_directories, %edi
    movl $0x83, %eax
1:
    movl %eax, (%edi)
    addl $8, %edi
    addl $0x200000, %eax
    jnc 1b
    movl $(page_directories + 3), %eax
    movl $page_pointers, %edi
    movl $4, %ecx
2:
    movl %eax, (%edi)
    addl $8, %edi
    addl $0x1000, %eax
    loop 2b
    movl $(page_pointers + 3), beacon_page_table

// CR4: PAE, OSFXSR and OSXMMEXCPT, the latter two for SSE.
    movl %cr4, %eax
    orl $0x620, %eax
    movl %eax, %cr4
    movl $beacon_page_table, %eax
    movl %eax, %cr3
// EFER: long mode.
    movl $0xc0000080, %ecx
    rdmsr
    orl $0x100, %eax
    wrmsr
// CR0: paging, MP and PE on, EM off; caches on (CD and NW off), which firmware may leave disabled.
    movl %cr0, %eax
    andl $0x9ffffffb, %eax
    orl $0x80000003, %eax
    movl %eax, %cr0
    lgdtl segments_pointer
    ljmpl $CODE_SEGMENT, $long_mode

    .code64
long_mode:
    movl $DATA_SEGMENT, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    movl $stack_end, %esp

// An interrupt gate for each vector: the stubs of the exceptions are 16 bytes apart, all others share one.
    movl $interrupt_table, %edi
    movl $exception_stubs, %eax
    xorl %ecx, %ecx
3:
    movw %ax, (%rdi)
    movl %eax, %edx
    shrl $16, %edx
    movw %dx, 6(%rdi)
    movw $CODE_SEGMENT, 2(%rdi)
    movw $0x8e00, 4(%rdi)
    addl $16, %edi
    addl $16, %eax
    incl %ecx
    cmpl $EXCEPTIONS, %ecx
    jb 3b
    movl $interrupted, %eax
    cmpl $VECTORS, %ecx
    jb 3b
    lidt interrupts_pointer(%rip)

    movl %ebp, %edi
    xorl %ebp, %ebp
    call beacon_main
stop:
    cli
    hlt
    jmp stop

// A device or the timer: it only ends the `hlt` of beacon_idle, so that no register is touched but RAX.
    .balign 16
interrupted:
    pushq %rax
    movl $APIC_END_OF_INTERRUPT, %eax
    movl $0, (%rax)
    popq %rax
    iretq

// The exceptions with an error code on the stack: 8, 10 to 14, 17, 21, 29, 30 (Intel SDM volume 3, table 6-1; AMD APM
// volume 2, 8.2).
#define WITH_ERROR_CODE 0x60227d00

    .balign 16
exception_stubs:
    .set vector, 0
    .rept EXCEPTIONS
    .balign 16
    .if !((WITH_ERROR_CODE >> vector) & 1)
    pushq $0
    .endif
    pushq $vector
    jmp exception
    .set vector, vector + 1
    .endr
    .balign 16

// Nothing of the interrupted code runs again: the line is written from a fresh stack.
exception:
    popq %rdi
    popq %rcx
    popq %rsi
    movl $stack_end, %esp
    call beacon_exception
    jmp stop

// void beacon_idle(void): sleeps until the next interrupt, which cannot come between `sti` and `hlt`.
    .section .text.beacon_idle, "ax", %progbits
    .globl beacon_idle
beacon_idle:
    sti
    hlt
    cli
    ret

// void beacon_triple_fault(void): resets the machine, which `-no-reboot` makes the end of QEMU.
    .section .text.beacon_triple_fault, "ax", %progbits
    .globl beacon_triple_fault
beacon_triple_fault:
    lidt no_interrupts(%rip)
    ud2

// double sqrt(double)
    .section .text.sqrt, "ax", %progbits
    .globl sqrt
sqrt:
    sqrtsd %xmm0, %xmm0
    ret

    .section .text.memset, "ax", %progbits
    .globl memset
memset:
    movq %rdi, %r8
    movzbl %sil, %eax
    movabsq $0x0101010101010101, %rcx
    imulq %rcx, %rax
    movq %rdx, %rcx
    shrq $3, %rcx
    rep stosq
    movl %edx, %ecx
    andl $7, %ecx
    rep stosb
    movq %r8, %rax
    ret

    .section .text.memcpy, "ax", %progbits
    .globl memcpy
    .globl memmove
memmove:
    movq %rdi, %rax
    subq %rsi, %rax
    cmpq %rdx, %rax
    jb backwards
memcpy:
    movq %rdi, %rax
    movq %rdx, %rcx
    shrq $3, %rcx
    rep movsq
    movl %edx, %ecx
    andl $7, %ecx
    rep movsb
    ret
// The target overlaps the source's end.
backwards:
    movq %rdi, %rax
    leaq -1(%rdi, %rdx), %rdi
    leaq -1(%rsi, %rdx), %rsi
    movq %rdx, %rcx
    std
    rep movsb
    cld
    ret

    .section .rodata.entry, "a", %progbits
// Flat segments: none, 64-bit code, data.
    .balign 8
segments:
    .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
segments_pointer:
    .short segments_pointer - segments - 1
    .long segments
    .balign 8
interrupts_pointer:
    .short VECTORS * 16 - 1
    .quad interrupt_table
no_interrupts:
    .short 0
    .quad 0

    .section .bss.entry, "aw", %nobits
    .balign 4096
    .globl beacon_page_table
beacon_page_table:
    .skip 0x1000
page_pointers:
    .skip 0x1000
page_directories:
    .skip 0x4000
    .globl beacon_spare_tables
beacon_spare_tables:
    .skip 0x4000
interrupt_table:
    .skip VECTORS * 16

    .section .note.GNU-stack, "", %progbits
