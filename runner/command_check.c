/* command_check.c - hebb check: numbers against theory, literature, claims and the baseline. */
#include <string.h>

#include "runner/judge.h"

static const OptionRow options[] = {
    { "verbose", 'v', NULL, "every check and claim, not only what needs a look" },
    { "ledger", 0, NULL, "all claims with their verdicts" },
    { "json", 0, NULL, "everything as JSON on standard output" },
    { "junit", 0, "FILE", "also as JUnit's XML" },
    { "baseline", 0, "DIR", "folder of baselines (default " BASELINE_FOLDER ")" },
    COMMON_OPTIONS,
    { 0 },
};

static void print_text(const Arguments *a, const Judgement *j)
{
    bool verbose = arguments_has(a, "verbose");
    char line[512];
    VerdictTotals t = verdicts_total(j->sheets, j->count);
    verdicts_table(stdout, j->sheets, j->count, verbose, use_color(a, stdout));
    if (arguments_has(a, "ledger"))
        verdicts_ledger(stdout, j->sheets, j->count);
    if (t.comparisons > 0 && (verbose || t.failed > 0)) {
        verdicts_budget(&t, line, sizeof line);
        printf("%s\n", line);
    }
    verdicts_line(&t, line, sizeof line);
    printf("%s\n", line);
}

static Status run(const Arguments *a, Messages *m)
{
    Judgement j;
    const char *junit = arguments_get(a, "junit", NULL);
    Status status = judge(&j, a->positional, NULL, a->count,
                          arguments_get(a, "baseline", BASELINE_FOLDER), true, m);
    if (arguments_has(a, "json"))
        verdicts_json(stdout, j.sheets, j.count);
    else
        print_text(a, &j);
    if (junit)
        status = status_worse(status, verdicts_save(&j, junit, verdicts_junit, m));
    judgement_free(&j);
    return status;
}

const Command command_check = {
    .name = "check",
    .usage = "RESULT...",
    .help = "hold the numbers against theory, literature, claims and baseline",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
