/* machine.h - what this process may use of the machine. */
#ifndef HEBB_MACHINE_H
#define HEBB_MACHINE_H

#include <sched.h>
#include <stdbool.h>

/* Bytes that can still be used without swapping: MemAvailable, or what the control group leaves if
 * that is less. INFINITY when the system does not say. */
double machine_memory_free(void);
/* Bytes there are in all, with swap, or the control group's limit if that is less; INFINITY
 * likewise. */
double machine_memory(void);

/* Seconds on the monotonic clock; CPU seconds of the calling thread (costs a system call). */
double machine_clock(void);
double machine_thread_clock(void);

/* Binding of the calling thread. */
typedef struct {
    bool bound;
    cpu_set_t before; /* to go back to */
} Binding;

/* Binds the calling thread to the `i`th processor it may use; stays unbound if that cannot be done.
 */
void machine_bind(Binding *b, int i);
/* Back to where it may have run before; nothing if it was not bound. */
void machine_unbind(Binding *b);

#endif
