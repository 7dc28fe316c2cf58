/* manual.h - what the table of commands says of itself: help, the manual page, completion for bash.
 */
#ifndef HEBB_MANUAL_H
#define HEBB_MANUAL_H

#include "runner/command.h"

/* `commands` ends with NULL; everything goes to standard output. */
void manual_help(const Command *const *commands);
void manual_command(const Command *c);
void manual_page(const Command *const *commands);       /* hebb.1, for man */
void manual_completion(const Command *const *commands); /* for bash */

#endif
