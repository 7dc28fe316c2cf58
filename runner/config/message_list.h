/* message_list.h - what message.c collects and message_print.c prints. */
#ifndef HEBB_MESSAGE_LIST_H
#define HEBB_MESSAGE_LIST_H

#include "runner/config/excerpt.h"
#include "runner/config/message.h"

enum {
    KEPT_MAX = 200, /* messages; of more only the number is told */
    PARTS_MAX = 16, /* places, notes and helps of one message */
};

typedef enum { PART_PLACE, PART_NOTE, PART_HELP } PartKind;

/* A labelled place, a note or a help line. */
typedef struct {
    PartKind kind;
    char *text;           /* label, may be NULL; or the note */
    char *source;         /* name; places only, from here on; NULL: nowhere */
    int64_t source_order; /* within the message: the first part with this source */
    int64_t line, column;
    Excerpt excerpt;
} Part;

typedef struct {
    char *what;
    int64_t source_order; /* sources in the order in which they first had an error */
    int64_t arrival;
    int parts;
    Part *part[PARTS_MAX]; /* the first is the place of the error */
} Message;

struct Messages {
    int64_t count; /* distinct messages, kept or not */
    int64_t kept;
    Message *message[KEPT_MAX];
    Message *last; /* where additions go; NULL when the last one was not kept */
    bool out_of_memory;
};

#endif
