/* command_digest.c - hebb digest: the hash of what is reproducible in a result, nothing else. */
#include "runner/command.h"
#include "runner/store/hdf5_file.h"

static const OptionRow options[] = { COMMON_OPTIONS, { 0 } };

static Status run(const Arguments *a, Messages *m)
{
    Status worst = OK;
    for (int64_t i = 0; i < a->count; i++) {
        Results r = { 0 };
        Error err = { 0 };
        char text[KEY_TEXT_SIZE];
        Status status = hdf5_read(&r, a->positional[i], &err);
        if (status != OK) {
            worst = status_worse(worst, report_unread(m, &err, a->positional[i]));
            continue;
        }
        key_print(results_digest(&r), text);
        printf(a->count > 1 ? "%s  %s\n" : "%s\n", text, a->positional[i]);
        results_free(&r);
    }
    return worst;
}

const Command command_digest = {
    .name = "digest",
    .usage = "RESULT...",
    .help = "digest of the reproducible content only",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
