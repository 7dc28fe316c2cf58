/* command_list.c - hebb list: the experiments of a folder, or the algorithms linked in. */
#include <math.h>
#include <string.h>

#include "runner/pipeline.h"
#include "runner/plan/units.h"
#include "runner/present/table.h"

static const OptionRow options[] = {
    { "algorithms", 0, NULL, "list the algorithms instead" },
    { "output", 'o', "DIR", "folder of results (default results)" },
    { "profile", 'p', "NAME", "count the trials of this profile" },
    COMMON_OPTIONS,
    { 0 },
};

static Status list_algorithms(void)
{
    int64_t count;
    const Algorithm *const *all = registry_all(&count);
    int width = 0;
    for (int64_t i = 0; i < count; i++)
        width = (int)strlen(all[i]->name) > width ? (int)strlen(all[i]->name) : width;
    for (int64_t i = 0; i < count; i++)
        printf("%-*s  %s\n", width, all[i]->name, all[i]->summary);
    return OK;
}

typedef struct {
    int64_t experiments, trials, stored;
    double seconds; /* predicted, where known */
} Totals;

static Status describe_row(Table *t, const Work *w, int64_t threads, Totals *totals, Error *err)
{
    Plan p = { 0 };
    PlanOptions all = { .shard = 1, .shards = 1 };
    Cell *row;
    char time[32] = "-", stored[32];
    Status status = plan_make(&p, &w->sweep, &all, work_known, (void *)w, err);
    if (status != OK)
        return status;
    double cost = p.todo_cost + p.done_cost;
    if (!isnan(p.seconds_per_cost)) {
        duration_print(cost * p.seconds_per_cost / (double)threads, time, sizeof time);
        totals->seconds += cost * p.seconds_per_cost / (double)threads;
    }
    totals->experiments++;
    totals->trials += w->sweep.trials;
    totals->stored += p.done;
    snprintf(stored, sizeof stored, "%.0f %%",
             100 * (double)p.done / (double)(w->sweep.trials > 0 ? w->sweep.trials : 1));
    status = table_row(t, &row, err);
    if (status == OK)
        status = cell_text(&row[0], w->experiment.name, err);
    if (status == OK) {
        row[1].number = (double)w->sweep.trials;
        row[4].number = (double)w->experiment.check_count;
        status = cell_text(&row[2], stored, err);
    }
    if (status == OK)
        status = cell_text(&row[3], time, err);
    if (status == OK)
        status = cell_text(&row[5], w->experiment.title, err);
    plan_free(&p);
    return status;
}

static Status list_experiments(const Arguments *a, Messages *m)
{
    static const char *const usual[] = { "configs" };
    static const char *const names[] = {
        "experiment", "trials", "stored", "time", "checks", "title"
    };
    char **configs = NULL;
    int64_t count = 0, threads = campaign_processors();
    Table t;
    Error err = { 0 };
    Totals totals = { 0 };
    Status status = list_configs(a->count ? a->positional : usual, a->count ? a->count : 1,
                                 &configs, &count, m);
    Status made = table_init(&t, 6, &err);
    for (int64_t c = 0; made == OK && c < 6; c++)
        made = table_name(&t, c, names[c], &err);
    for (int64_t i = 0; made == OK && i < count; i++) {
        Work w;
        Status one = work_open(&w, configs[i], arguments_get(a, "profile", ""), NULL,
                               arguments_get(a, "output", "results"), m);
        if (one == OK)
            one = work_recall(&w, m);
        if (one == OK)
            made = describe_row(&t, &w, threads, &totals, &err);
        work_free(&w);
        status = status_worse(status, one);
    }
    if (made == OK && t.rows > 0)
        made = table_write(&t, TABLE_TEXT, stdout, &err);
    if (made == OK && t.rows > 0)
        printf("%lld %s, %lld trials, %lld stored\n", (long long)totals.experiments,
               units_word(totals.experiments, "experiment", "experiments"),
               (long long)totals.trials, (long long)totals.stored);
    if (made != OK)
        status = status_worse(status, report(m, &err));
    table_free(&t);
    list_free(configs, count);
    return status;
}

static Status run(const Arguments *a, Messages *m)
{
    return arguments_has(a, "algorithms") ? list_algorithms() : list_experiments(a, m);
}

const Command command_list = {
    .name = "list",
    .usage = "[CONFIG|FOLDER]...",
    .help = "experiments, or algorithms with --algorithms",
    .options = options,
    .least = 0,
    .most = -1,
    .run = run,
};
