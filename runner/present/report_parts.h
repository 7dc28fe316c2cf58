/* report_parts.h - pieces that several parts of the page show alike. Private to the report. */
#ifndef HEBB_REPORT_PARTS_H
#define HEBB_REPORT_PARTS_H

#include "runner/present/report.h"
#include "runner/present/table.h"

/* The verdict of a claim, and the recorded one where that differs. */
void part_claim_word(FILE *out, const ClaimVerdict *c);
/* A whole table, at most PART_ROWS rows of it; `caption` is HTML. */
enum { PART_ROWS = 60 };
void part_table(FILE *out, const Table *t, const char *caption);
/* "9500 ok, 3 failed". */
void part_trials(FILE *out, const ReportItem *item);
/* The command that makes the result again. */
void part_repeat(FILE *out, const ReportItem *item);
/* A value of the provenance; "" where there is none. */
const char *part_provenance(const ReportItem *item, const char *name);

/* The blocks of the page behind its experiments. */
void part_ledger(FILE *out, const Report *r);
void part_origin(FILE *out, const Report *r);
void part_reading(FILE *out);
void part_nights(FILE *out, const Report *r); /* nothing where there are none */
bool part_has_nights(const Report *r);
/* Verdict, what needs a look, overview. */
void part_verdict(FILE *out, const Report *r);
void part_look(FILE *out, const Report *r);
void part_overview(FILE *out, const Report *r);

/* What the page adds up. */
typedef struct {
    int64_t checks, passed, failed, not_evaluated, expected, advice;
    int64_t compared, identical, without; /* with a baseline; of these the same bits; without one */
    int64_t claims, holds, qualified, refuted, literature, undecided, changed;
    int64_t trials[REPORT_TRIALS], total;
    int64_t unreadable, undrawn, opened;
    double seconds;
} ReportSum;
ReportSum report_sum(const Report *r);
/* The page's sentence, as HTML-free text, and how it looks. */
Look report_sentence(const ReportSum *s, char *text, size_t size);

/* "hopfield" of "hopfield.retrieval"; "unreadable" for what is none. */
void report_family(const ReportItem *item, char *text, size_t size);
/* True if item i begins a family. */
bool report_begins(const Report *r, int64_t i);

#endif
